using Adit.Tls.Handshake;
using Adit.Tls.Messages;

namespace Adit.Tls.Tests.Handshake;

/// <summary>After a HelloRetryRequest a client may change what it was asked to, and nothing else. References: RFC 9846 4.2.2.</summary>
public sealed class SecondClientHelloTests
{
    private static readonly TlsClientOptions Classical = Endpoints.Client with
    {
        Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768),
        ApplicationProtocols = ["h2", "postgresql"],
    };

    public static TheoryData<string> Changes => [.. IllegalChanges.Keys];

    private static Dictionary<string, Action<EditableHello>> IllegalChanges { get; } = new()
    {
        ["random"] = h => h.Random[31] ^= 1,
        ["session id"] = h => h.SessionId[0] ^= 1,
        ["no session id"] = h => h.SessionId = [],
        ["suites reordered"] = h => h.Suites.Reverse(),
        ["suite added"] = h => h.Suites.Add(0x1304),
        ["suite removed"] = h => h.Suites.RemoveAt(0),
        ["server name"] = h => h[ExtensionType.server_name][^1] ^= 1,
        ["no server name"] = h => h.Remove(ExtensionType.server_name),
        ["protocols"] = h => h[ExtensionType.application_layer_protocol_negotiation] = [0, 3, 2, (byte)'h', (byte)'2'],
        ["signature algorithms"] = h => h[ExtensionType.signature_algorithms] = [0, 2, 4, 3],
        ["groups"] = h => h[ExtensionType.supported_groups] = [0, 2, 0x11, 0xec],
        ["extension added"] = h => h.Extensions.Insert(0, ((ExtensionType)0xfafa, [])),
        ["extensions reordered"] = h => h.Extensions.Reverse(),
        ["early data"] = h => h[ExtensionType.early_data] = [],
        ["versions"] = h => h[ExtensionType.supported_versions] = [4, 3, 4, 3, 3],
    };

    [Flaw(17)]
    [Theory]
    [MemberData(nameof(Changes))]
    [Requirement("RFC9846-4.3.10-06")]
    public void A_second_hello_that_changes_more_than_was_asked_is_refused(string change)
    {
        using var pair = Retried(IllegalChanges[change]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.2.2");
    }

    [Flaw(17)]
    [Fact]
    public void A_cookie_that_was_not_given_is_refused()
    {
        using var pair = Retried(h => h[ExtensionType.cookie] = [0, 1, 7]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.2");
    }

    [Flaw(17)]
    [Fact]
    public void The_old_share_again_is_refused()
    {
        using var pair = Retried(h => h[ExtensionType.key_share] = [0, 36, 0, 0x1d, 0, 32, .. new byte[32]]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8");
    }

    [Fact]
    public void Two_shares_where_one_was_asked_for_are_refused()
    {
        using var pair = Retried(h =>
        {
            var one = h[ExtensionType.key_share][2..];
            byte[] both = [.. one, 0, 0x1d, 0, 32, .. new byte[32]];
            h[ExtensionType.key_share] = [(byte)(both.Length >> 8), (byte)both.Length, .. both];
        });
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8");
    }

    [Flaw(17)]
    [Fact]
    public void No_share_again_is_refused_and_not_asked_for_twice()
    {
        using var pair = Retried(h => h[ExtensionType.key_share] = [0, 0]);
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.illegal_parameter, "4.3.8");
    }

    [Flaw(17)]
    [Fact]
    public void A_second_hello_of_an_older_version_is_refused()
    {
        using var pair = Retried(h => h.Remove(ExtensionType.supported_versions));
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.protocol_version, "4.2.2");
    }

    [Fact]
    public void Padding_may_come_and_go()
    {
        using var pair = Retried(h => h.Extensions.Insert(0, (ExtensionType.padding, new byte[10])));

        // The server went on with its flight; only the transcripts differ now, which the client finds out.
        Assert.NotNull(pair.Server.Evidence.Negotiated);
        Assert.Equal(AlertDescription.bad_record_mac, pair.Client.Error!.AlertSent);
    }

    [Fact]
    public void A_third_hello_is_refused()
    {
        using var pair = new HandshakePair(Classical);
        pair.FromClient.Tamper = flight => flight.Duplicate(HandshakeType.client_hello);
        pair.Run();
        Assert.Equal(AlertDescription.illegal_parameter, pair.Server.Error!.AlertSent);
    }

    private static HandshakePair Retried(Action<EditableHello> edit)
    {
        var hellos = 0;
        var pair = new HandshakePair(Classical);
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, m => hellos++ == 0 ? m : EditableHello.Edit(edit)(m));
        return pair.Run();
    }
}
