using System.Globalization;
using Adit.Tls;
using Adit.Tls.Policy;

namespace Adit.Simulation.Tests;

/// <summary>
/// What a seed means: who talks to whom, what they say, and what goes wrong on the way; drawn before anything runs. Immutable.
/// Every other one is calm: nothing goes wrong, and so everything must arrive.
/// </summary>
internal sealed class Scenario
{
    public Scenario(Dice dice)
    {
        IsCalm = dice.OneIn(2);
        Credentials = dice.Pick(Credentials.Certificates, Credentials.Certificates, Credentials.Certificates, Credentials.RawKeys, Credentials.RawKeys, Credentials.PreSharedKeys);
        Server = dice.OneIn(10) && Credentials != Credentials.PreSharedKeys ? dice.Pick(Who.OtherServer, Who.StrangeServer) : Who.Server;
        IsResuming = !dice.OneIn(3);
        Settings = [.. Enumerable.Range(0, dice.OneIn(3) ? dice.Size(4) : 1).Select(i => ServerSettings.Draw(dice, IsCalm, isFirst: i == 0))];
        var usual = DrawPolicy(dice);
        Conversations = [.. Enumerable.Range(0, dice.Size(3)).Select(_ => ConversationPlan.Draw(dice, IsCalm, Credentials, usual))];
        ServerAhead = TimeSpan.FromSeconds(dice.Below(120) - 60);
        (ClientHasLoops, ServerHasLoops) = (dice.OneIn(2), dice.OneIn(2));
        if (IsCalm) return;
        if (dice.OneIn(4)) ClockChange = (dice.Time(TimeSpan.FromSeconds(3)), dice.OneIn(2), TimeSpan.FromHours(dice.Size(20_000) * (dice.OneIn(2) ? 1 : -1)));
        if (dice.OneIn(8)) Sleep = (dice.Time(TimeSpan.FromSeconds(3)), TimeSpan.FromSeconds(dice.Size(200_000)));
        if (dice.OneIn(8)) Stop = (dice.Time(TimeSpan.FromSeconds(3)), dice.OneIn(2));
    }

    public bool IsCalm { get; }

    /// <summary>Who answers.</summary>
    public Who Server { get; }

    /// <summary>By what everybody is known.</summary>
    public Credentials Credentials { get; }

    /// <summary>Whether tickets are issued and kept.</summary>
    public bool IsResuming { get; }

    /// <summary>What the server's tunnel goes by: the first from the start, each other from its reload on.</summary>
    public IReadOnlyList<ServerSettings> Settings { get; }

    public IReadOnlyList<ConversationPlan> Conversations { get; }

    public TimeSpan ServerAhead { get; }

    /// <summary>Whether the client's tunnel relays by the loops of the epoll plane.</summary>
    public bool ClientHasLoops { get; }

    /// <summary>Whether the server's tunnel relays by the loops of the epoll plane.</summary>
    public bool ServerHasLoops { get; }

    /// <summary>When the date of the server's or the client's machine is set, and by how much.</summary>
    public (TimeSpan At, bool OfServer, TimeSpan By)? ClockChange { get; }

    /// <summary>When both machines sleep, and how long.</summary>
    public (TimeSpan At, TimeSpan Duration)? Sleep { get; }

    /// <summary>When a tunnel cuts all its connections.</summary>
    public (TimeSpan At, bool OfServer)? Stop { get; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {(IsCalm ? "calm" : "not calm")}, server {Server} {ServerAhead.TotalSeconds} s ahead, {Credentials}{(IsResuming ? ", resuming" : "")}{(ClientHasLoops ? ", loops at the client" : "")}{(ServerHasLoops ? ", loops at the server" : "")}
        clock {ClockChange}, sleep {Sleep}, stop {Stop}
        {string.Join('\n', Settings)}
        {string.Join('\n', Conversations)}
        """);

    /// <summary>Any of the policies that every two ends of a simulation agree on.</summary>
    public static TlsPolicy DrawPolicy(Dice dice) => dice.Pick(Policies);

    /// <summary>When keys are renewed: by default, or far too often.</summary>
    public static KeyLimits DrawKeyLimits(Dice dice) => dice.Below(4) switch
    {
        0 => new KeyLimits { Records = (ulong)dice.Size(20) + 1 },
        1 => new KeyLimits { Bytes = dice.Size(50_000) },
        2 => new KeyLimits { Age = TimeSpan.FromMilliseconds(dice.Size(500)) },
        _ => KeyLimits.Default,
    };

    private static readonly TlsPolicy[] Policies =
    [
        TlsPolicy.Modern,
        PolicyOf([NamedGroup.X25519MLKEM768, NamedGroup.x25519], CipherSuite.TLS_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384),
        PolicyOf([NamedGroup.x25519, NamedGroup.X25519MLKEM768], CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_CHACHA20_POLY1305_SHA256),
    ];

    private static TlsPolicy PolicyOf(NamedGroup[] groups, params CipherSuite[] suites) => new("simulated", groups, suites, TlsPolicy.Modern.SignatureSchemes);
}
