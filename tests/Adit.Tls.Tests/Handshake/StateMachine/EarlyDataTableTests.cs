using Adit.Tls.Handshake;
using Adit.Tls.Handshake.Server;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Records;

namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>
/// Where a client offers early data, the table of <see cref="StateMachineTests"/> is the same but for protected records that do not open: a server passes
/// over these until one has opened. References: RFC 9846 4.3.10.
/// </summary>
public sealed class EarlyDataTableTests
{
    private static readonly byte[] StrangeSecret = RecordForge.Secret(CipherSuite.TLS_AES_128_GCM_SHA256);

    [Theory]
    [InlineData(typeof(WaitSecondClientHello))]
    [InlineData(typeof(WaitCertificate))]
    [InlineData(typeof(WaitFinished))]
    [Requirement("RFC9846-4.3.10-05", "RFC9846-4.3.10-10")]
    public void What_does_not_open_is_passed_over_and_all_else_ends_as_without_the_offer(Type state)
    {
        Assert.Empty(
            from injected in Injection.All
            from key in state == typeof(WaitSecondClientHello) ? new[] { Key.None, Key.Strange } : [Key.None, Key.Strange, Key.Own]
            let without = After(state, injected, key, offersEarlyData: false)
            let with = After(state, injected, key, offersEarlyData: true)
            let isPassedOver = key == Key.Strange || (key == Key.None && injected.Type == ContentType.application_data)
            where isPassedOver ? without is null || with is not null : with != without
            select $"{injected.Name} under {key}: {without ?? "nothing"} without the offer, {with ?? "nothing"} with it");
    }

    [Theory]
    [InlineData(typeof(WaitCertificate))]
    [InlineData(typeof(WaitFinished))]
    public void Nothing_is_passed_over_behind_a_record_that_opened(Type state)
    {
        Assert.Empty(
            from injected in Injection.Sealed
            let record = Sealed(injected)
            let fault = ErrorOf(client => client.Send(client.Seal([(byte)HandshakeType.finished, 0]), record), state, offersEarlyData: true)
            where fault != "sent bad_record_mac"
            select $"{injected.Name}: {fault ?? "nothing"}");
    }

    /// <summary>How a server ends that gets this in that state; null where it does not.</summary>
    private static string? After(Type state, Injection injected, Key key, bool offersEarlyData) => ErrorOf(
        client => client.Send(key switch
        {
            Key.None => WireTap.Plain(injected.Type, injected.Content),
            Key.Strange => Sealed(injected),
            _ => client.Seal(injected.Type, injected.Content),
        }),
        state,
        offersEarlyData);

    private static string? ErrorOf(Action<ScriptedClient> send, Type state, bool offersEarlyData)
    {
        using var client = new ScriptedClient(state == typeof(WaitFinished) ? Endpoints.OpenServer : Endpoints.Server);
        NamedGroup[] shares = state == typeof(WaitSecondClientHello) ? [NamedGroup.secp256r1] : [NamedGroup.x25519];
        client.Read(client.Send(client.Hello([NamedGroup.x25519, NamedGroup.secp256r1], shares, offersEarlyData)));
        Assert.IsType(state, Rehearsal.StateOf(client.Server));
        send(client);
        return client.Server.Error is { } error ? $"{(error.AlertSent is null ? "got" : "sent")} {error.AlertSent ?? error.AlertReceived}" : null;
    }

    private static byte[] Sealed(Injection injected)
    {
        using var forge = new RecordForge(CipherSuite.TLS_AES_128_GCM_SHA256, StrangeSecret);
        return forge.Seal(injected.Type, injected.Content);
    }

    private enum Key
    {
        None,

        /// <summary>Such as those of early data, which the server does not have.</summary>
        Strange,

        Own,
    }
}
