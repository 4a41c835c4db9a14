using Adit.Tls;
using Adit.Tls.Sessions;

namespace Adit.Simulation.Tests;

/// <summary>A client's tunnel, a server's tunnel, applications at both ends and the network between them, in one thread from one seed.</summary>
internal sealed class Simulation
{
    private readonly TicketKeys ticketKeys = new();
    private readonly TlsSessionCache sessions = new();
    private readonly List<Conversation> conversations = [];
    private readonly bool keepsText;

    private Simulation(int seed, bool keepsText)
    {
        Seed = seed;
        this.keepsText = keepsText;
        var dice = new Dice((ulong)seed);
        Scenario = new Scenario(dice.Fork());
        CurrentSettings = Scenario.Settings[0];
        World = new World(dice, keepsText);
        ClientMachine = new Machine(World, dice, TimeSpan.Zero, Scenario.ClientHasLoops);
        ServerMachine = new Machine(World, dice, Scenario.ServerAhead, Scenario.ServerHasLoops);
        foreach (var plan in Scenario.Conversations) conversations.Add(new Conversation(this, plan, dice.Fork(), conversations.Count));
    }

    public int Seed { get; }

    public Scenario Scenario { get; }

    public World World { get; }

    public Machine ClientMachine { get; }

    public Machine ServerMachine { get; }

    public SecretWatch Secrets { get; } = new();

    /// <summary>What the server's tunnel goes by now.</summary>
    public ServerSettings CurrentSettings { get; private set; }

    /// <summary>Runs seeds, each whole on one thread that has nothing else to do, as many at once as there are processors.</summary>
    public static IReadOnlyList<Outcome> Run(int first, int count, bool keepsText = false)
    {
        var outcomes = new Outcome[count];
        var next = -1;
        var threads = Enumerable.Range(0, int.Min(count, Environment.ProcessorCount)).Select(_ => new Thread(() =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) outcomes[i] = Run(first + i, keepsText);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return outcomes;
    }

    public TlsClientOptions ClientOptions(ConversationPlan plan) => new()
    {
        ServerName = "server.test",
        Authenticator = Peers.JudgeOfServers(plan.Client, Scenario.Credentials),
        Identities = Peers.IdentityOf(plan.Client, Scenario.Credentials, key => new SlowKey(World, key, plan.Slowness, fails: false)),
        PreSharedKeys = Peers.KeysOf(plan.Client),
        Policy = plan.Policy,
        KeyLimits = plan.KeyLimits,
        Sessions = Scenario.IsResuming ? sessions : null,
        CertificateCompressors = [],
        TimeProvider = ClientMachine.Clock,
    };

    public TlsServerOptions ServerOptions(ServerSettings settings) => new()
    {
        Identities = Peers.IdentityOf(Scenario.Server, Scenario.Credentials, key => new SlowKey(World, key, settings.Slowness, settings.KeyFails)),
        Authenticator = Peers.JudgeThatLetsIn(settings.LetsIn, Scenario.Credentials),
        PreSharedKeys = Scenario.Server == Who.Server ? Peers.ServerKeys : [],
        Policy = settings.Policy,
        KeyLimits = settings.KeyLimits,
        TicketKeys = Scenario.IsResuming ? ticketKeys : null,
        CertificateCompressors = [],
        TimeProvider = ServerMachine.Clock,
    };

    private static Outcome Run(int seed, bool keepsText)
    {
        try
        {
            return new Simulation(seed, keepsText).Run();
        }
        catch (Exception fault)
        {
            return new Outcome(seed, 0, [$"The simulation itself failed: {fault}"], new HashSet<string>(), "");
        }
    }

    private Outcome Run()
    {
        using var pool = PoolWatch.Begin();
        foreach (var conversation in conversations) conversation.Begin();
        foreach (var settings in Scenario.Settings.Skip(1)) Plan(settings.From, "server", "reloads", () => CurrentSettings = settings);
        if (Scenario.ClockChange is { } change) Plan(change.At, NameOf(change.OfServer), "sets its date", () => MachineOf(change.OfServer).Clock.Set(change.By));
        if (Scenario.Sleep is { } sleep) Plan(sleep.At, "world", "sleeps", () => World.Sleep(sleep.Duration));
        if (Scenario.Stop is { } stop) Plan(stop.At, NameOf(stop.OfServer), "stops", MachineOf(stop.OfServer).Cut.Cancel);
        World.Run();

        Secrets.RequireNone(World.Invariants);
        ClientMachine.RequireIdle(World.Invariants);
        ServerMachine.RequireIdle(World.Invariants);
        World.Invariants.Require(pool is { Rented: 0, SawStranger: false }, $"{pool.Rented} pooled arrays were not given back, or one twice.");
        foreach (var conversation in conversations) conversation.Judge(World.Invariants);
        sessions.Dispose();
        ticketKeys.Dispose();
        return new Outcome(Seed, World.Trace.Hash, World.Invariants.Broken, World.Trace.Kinds, keepsText ? $"{Scenario}\n{World.Trace.Text}" : "");
    }

    private static string NameOf(bool isServer) => isServer ? "server" : "client";

    private Machine MachineOf(bool isServer) => isServer ? ServerMachine : ClientMachine;

    private void Plan(TimeSpan at, string who, string what, Action action) => World.After(at, () =>
    {
        World.Trace.Note(who, what);
        action();
    });
}

/// <summary>What came of a seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="TraceHash">The same in every run.</param>
/// <param name="Broken">The invariants that did not hold.</param>
/// <param name="Happened">Each kind of thing that happened.</param>
/// <param name="Text">What happened, where it was kept.</param>
internal sealed record Outcome(int Seed, ulong TraceHash, IReadOnlyList<string> Broken, IReadOnlySet<string> Happened, string Text);
