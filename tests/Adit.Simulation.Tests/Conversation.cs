using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Tests.Handshake;

namespace Adit.Simulation.Tests;

/// <summary>One connection: caller, client's tunnel, network, server's tunnel, service.</summary>
internal sealed class Conversation
{
    private readonly Simulation simulation;
    private readonly World world;
    private readonly ConversationPlan plan;
    private readonly Dice dice;
    private readonly string name;
    private readonly Application caller;
    private readonly Application service;
    private ServerSettings? judgedBy;
    private bool isDialled;

    public Conversation(Simulation simulation, ConversationPlan plan, Dice dice, int number)
    {
        this.simulation = simulation;
        this.plan = plan;
        this.dice = dice;
        world = simulation.World;
        name = $"{simulation.Seed}.{number}";
        Client = new TunnelEnd(world, simulation.ClientMachine, simulation.Secrets, dice.Fork(), $"client {number}");
        Server = new TunnelEnd(world, simulation.ServerMachine, simulation.Secrets, dice.Fork(), $"server {number}");
        caller = new Application(world, plan.Caller, 2 * number, dice.Fork(), $"caller {number}") { Other = () => isDialled ? service : null, Forbidden = () => Forbidden };
        service = new Application(world, plan.Service, (2 * number) + 1, dice.Fork(), $"service {number}") { Other = () => caller, Forbidden = () => Forbidden };
    }

    public TunnelEnd Client { get; }

    public TunnelEnd Server { get; }

    /// <summary>Why no byte may pass: who is who, and who may pass by the rules when the server's handshake began. The engine is not asked.</summary>
    private string? Forbidden =>
        simulation.Scenario.Server != Who.Server ? $"the server is {simulation.Scenario.Server}"
        : judgedBy is null ? "the server has not begun"
        : !judgedBy.Allows(plan.Client) ? $"the client is {plan.Client}, where only {judgedBy.LetsIn} may pass"
        : null;

    public void Begin()
    {
        var (calling, called) = NewLink(PlainPipe(plan.Caller), PlainPipe(plan.Service), "caller");
        world.Start(plan.From, () => caller.RunAsync(calling));
        world.Start(plan.From, () => Client.LiveAsync(() => ConnectAsync(called)));
    }

    /// <summary>What must hold at the end; where nothing went wrong, that everything arrived or that the refused one knows why.</summary>
    public void Judge(Invariants invariants)
    {
        if (!simulation.Scenario.IsCalm) return;
        if (Forbidden is null)
        {
            invariants.Require(caller.HasHeardAll && service.HasHeardAll, $"Nothing went wrong in {name}, and not everything has arrived.");
            invariants.Require(Client is { IsDone: true, Error: null }, $"Nothing went wrong in {name}, and the client's tunnel ended by: {Client.Error}");
            invariants.Require(Server is { IsDone: true, Error: null }, $"Nothing went wrong in {name}, and the server's tunnel ended by: {Server.Error}");
            return;
        }

        // A client by a key lets no certificate be shown to it, so there it is the server that cannot go on.
        var (refusing, refused) = simulation.Scenario.Server == Who.Server || Peers.KeysOf(plan.Client).Count > 0 ? (Server, Client) : (Client, Server);
        var alert = (refusing.Error as TlsException)?.AlertSent;
        invariants.Require(alert is not null, $"In {name} {Forbidden}, and nobody refuses: {refusing.Error}");
        invariants.Require((refused.Error as TlsException)?.AlertReceived == alert, $"In {name} the refused is not told {alert}, but: {refused.Error}");
    }

    private async Task ConnectAsync(LinkEnd called)
    {
        var plain = new SimulatedPlain(called);
        await using (plain.ConfigureAwait(false))
        {
            await world.PauseAsync(dice.Time(TimeSpan.FromMilliseconds(20))).ConfigureAwait(false);
            var (near, far) = NewLink(plan.Up, plan.Down, "network");
            world.Start(dice.Time(TimeSpan.FromMilliseconds(20)), () => Server.LiveAsync(() => ServeAsync(far)));
            var options = simulation.ClientOptions(plan);
            await Client.HandshakeAsync(TlsHandshake.Client(options, "the server", new SeededEntropy($"{name} client")), new Answers(options).AnswerAsync, near).ConfigureAwait(false);
            Meet(Client.Secure!);
            await Client.RelayAsync(plain).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(LinkEnd accepted)
    {
        judgedBy = simulation.CurrentSettings;
        var options = simulation.ServerOptions(judgedBy);
        await Server.HandshakeAsync(TlsHandshake.Server(options, "the client", new SeededEntropy($"{name} server")), new Answers(options).AnswerAsync, accepted).ConfigureAwait(false);
        Meet(Server.Secure!);
        await world.PauseAsync(dice.Time(TimeSpan.FromMilliseconds(20))).ConfigureAwait(false);
        if (plan.DialFails) throw new IOException("The service cannot be reached.");
        if (Forbidden is { } reason) world.Invariants.Break($"The service is dialled, and {reason}.");
        isDialled = true;
        var (dialling, dialled) = NewLink(PlainPipe(plan.Caller), PlainPipe(plan.Service), "service");
        world.Start(TimeSpan.Zero, () => service.RunAsync(dialled));
        var plain = new SimulatedPlain(dialling);
        await using (plain.ConfigureAwait(false)) await Server.RelayAsync(plain).ConfigureAwait(false);
    }

    /// <summary>After the handshake of one end. Who has shaken hands with each other holds the same keys.</summary>
    private void Meet(SecureSide own)
    {
        var end = own == Server.Secure ? Server : Client;
        foreach (var renewal in plan.Renewals.Where(r => r.ByServer == (end == Server) && !end.RelaysByLoops)) world.Start(renewal.After, () => own.RenewAsync(renewal.Asks));
        if (Client.Secure is not { } client || Server.Secure is not { } server) return;
        (client.Peer, server.Peer) = (server, client);
        try
        {
            world.Invariants.Require(client.ChannelBinding().AsSpan().SequenceEqual(server.ChannelBinding()), $"The ends of {name} hold different keys.");
        }
        catch (InvalidOperationException)
        {
            // One of them has left already.
        }
    }

    private PipePlan PlainPipe(ApplicationPlan says) => says.Length > PipePlan.MostUnread ? PipePlan.Wide : PipePlan.Draw(dice);

    private (LinkEnd One, LinkEnd Other) NewLink(PipePlan there, PipePlan back, string between)
    {
        var link = new Link(world, there, back, dice, $"{between} {name}");
        return (link.One, link.Other);
    }
}
