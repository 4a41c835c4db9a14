using System.Security.Cryptography;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.PreSharedKeys;
using Adit.Tls.Tests.Handshake;
using static Adit.Tls.Tests.PreSharedKeys.PskEnds;

namespace Adit.Tls.Tests.PreSharedKeys;

/// <summary>What a peer without the key, or a server that forgets what a key is for, may try. References: RFC 9846 4.3.9, 4.3.11, 4.4.2, RFC 9257, RFC 9258.</summary>
public sealed class PskAttackTests : IDisposable
{
    private readonly PreSharedKey key = Imported("plc");

    public static TheoryData<string> BadBinders => [.. ChangesOfBinders.Keys];

    private static Dictionary<string, Action<OfferedKeys>> ChangesOfBinders { get; } = new()
    {
        ["none"] = o => o.Binders.Clear(),
        ["one too few"] = o => o.Binders.RemoveAt(1),
        ["one too many"] = o => o.Binders.Add(new byte[32]),
        ["empty"] = o => o.Binders[0] = [],
        ["one byte short"] = o => o.Binders[0] = o.Binders[0][..31],
        ["one byte long"] = o => o.Binders[0] = [.. o.Binders[0], 0],
        ["as long as can be"] = o => o.Binders[0] = new byte[255],
        ["of the other hash's length"] = o => o.Binders[0] = new byte[48],
        ["swapped"] = o => o.Binders.Reverse(),
        ["identities swapped"] = o => o.Identities.Reverse(),
        ["an identity of nothing"] = o => o.Identities[0] = [],
        ["no identity"] = o => o.Identities.Clear(),
        ["bytes behind"] = o => o.Trailing = [0],
    };

    public void Dispose() => key.Dispose();

    [Flaw(27)]
    [Fact]
    public void A_request_for_a_certificate_in_a_handshake_by_a_key_is_refused()
    {
        using var pair = new HandshakePair(Client(key), Server(key));
        pair.FromServer.Tamper = flight => flight.After(HandshakeType.encrypted_extensions,
            Piece.Handshake(Epoch.Handshake, CertificateRequest.Encode([SignatureScheme.ed25519], [SignatureScheme.ed25519], [], [])));
        pair.Run();
        pair.AssertRefusedBy(TlsRole.Client, AlertDescription.unexpected_message, "4", "certificate_request");
    }

    [Flaw(17)]
    [Theory]
    [InlineData("no pre_shared_key")]
    [InlineData("another identity")]
    [InlineData("the first binder")]
    public void A_second_hello_without_the_key_of_the_first_is_refused(string change)
    {
        byte[] first = [];
        using var pair = new HandshakePair(Client(key) with { Policy = Endpoints.PolicyOf(NamedGroup.x25519, NamedGroup.X25519MLKEM768) }, Server(key));
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello =>
        {
            if (first.Length == 0) first = hello[ExtensionType.pre_shared_key];
            else if (change == "no pre_shared_key") hello.Remove(ExtensionType.pre_shared_key);
            else if (change == "the first binder") hello[ExtensionType.pre_shared_key] = first;
            else hello[ExtensionType.pre_shared_key][5] ^= 1;
        }));
        pair.Run();
        var alert = change switch
        {
            "no pre_shared_key" => AlertDescription.missing_extension, // what a hello without a key needs
            "another identity" => AlertDescription.illegal_parameter,
            _ => AlertDescription.decrypt_error,
        };
        pair.AssertRefusedBy(TlsRole.Server, alert);
    }

    [Flaw(19)]
    [Theory]
    [MemberData(nameof(BadBinders))]
    public void Binders_of_another_number_length_or_place_are_refused(string change)
    {
        using var second = new PreSharedKey("second"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256);
        using var pair = Offering(ChangesOfBinders[change], second);
        var alert = pair.Server.Error!.AlertSent;
        Assert.Contains(alert, new AlertDescription?[] { AlertDescription.decode_error, AlertDescription.illegal_parameter, AlertDescription.decrypt_error });
        pair.AssertRefusedBy(TlsRole.Server, alert!.Value);
    }

    [Flaw(19)]
    [Fact]
    public void Every_bit_that_is_flipped_in_a_binder_is_noticed()
    {
        for (var bit = 0; bit < 32 * 8; bit++)
        {
            using var pair = Offering(offered => offered.Binders[0][bit / 8] ^= (byte)(1 << (bit % 8)));
            pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error, "4.3.11", "does not fit");
        }
    }

    // RFC 9846 F.6: a stranger does not learn which identities there are, nor what is wrong with its key.
    [Flaw(19)]
    [Fact]
    public void Every_bad_key_fails_alike()
    {
        using var unknown = Imported("other");
        using var wrong = new PreSharedKey("plc"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256);
        using var plain = new PreSharedKey("plc"u8, Key, HashAlgorithmName.SHA256, isImported: false);
        using var ofAnotherHash = new PreSharedKey("plc"u8, Key, HashAlgorithmName.SHA384);
        var told = new HashSet<string>();
        foreach (var offered in new[] { unknown, wrong, plain, ofAnotherHash })
        {
            using var pair = new HandshakePair(Client(offered), Server(key)).Run();
            var error = pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error, "4.3.11");
            told.Add(string.Join(' ', pair.FromServer.Flights.Select(Convert.ToHexString).Concat(pair.Asked.Select(a => $"{a}"))));
            Assert.IsType<Adit.Tls.Evidence.NoProof>(error.Evidence!.Proof);
        }

        Assert.Single(told);
    }

    [Flaw(26)]
    [Fact]
    public void Identities_are_compared_as_bytes_to_their_end()
    {
        using var cut = new PreSharedKey("plc\0one"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256, isImported: false);
        using var whole = new PreSharedKey("plc\0two"u8, RandomNumberGenerator.GetBytes(32), HashAlgorithmName.SHA256, isImported: false);
        using var plain = new PreSharedKey("plc"u8, Key, HashAlgorithmName.SHA256, isImported: false);
        foreach (var offered in new[] { cut, whole, plain })
        {
            using var pair = new HandshakePair(Client(offered), Server(cut, whole, plain)).Run();
            pair.AssertComplete();
            Assert.Equal(new Adit.Tls.Evidence.PskProof(offered.IdentityText), pair.Server.Evidence.Proof);
        }

        using var unknown = new HandshakePair(Client(cut), Server(plain)).Run();
        unknown.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error, "4.3.11", "\"plc\\x00one\" is not known");
    }

    // The same identity on the wire and the same key: only the label of the binder says which of the two kinds it is.
    [Flaw(26)]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_binder_of_the_other_kind_does_not_fit(bool clientImports)
    {
        using var imported = new PreSharedKey("plc"u8, Key, HashAlgorithmName.SHA256);
        var form = OfferedPsk.FormsOf(imported, [Adit.Tls.Cryptography.Hashing.HashFunction.Sha256]).Single();
        using var plain = new PreSharedKey(form.WireIdentity.Span, form.Reveal(), HashAlgorithmName.SHA256, isImported: false);
        using var pair = new HandshakePair(Client(clientImports ? imported : plain), Server(clientImports ? plain : imported)).Run();
        pair.AssertRefusedBy(TlsRole.Server, AlertDescription.decrypt_error, "4.3.11", "does not fit");
        form.Dispose();
    }

    [Flaw(26)]
    [Fact]
    public void A_client_that_gets_its_own_hello_back_refuses_it()
    {
        using var pair = new HandshakePair(Client(key), Server(key));
        pair.FromServer.Rewrite = _ => pair.FromClient.Flights[0];
        pair.Run();
        Assert.Equal(AlertDescription.unexpected_message, pair.Client.Error!.AlertSent);
        Assert.Empty(pair.Client.LiveSecrets);
    }

    private HandshakePair Offering(Action<OfferedKeys> change, params PreSharedKey[] others)
    {
        var pair = new HandshakePair(Client([key, .. others]), Server([key, .. others]));
        pair.FromClient.Tamper = flight => flight.Change(HandshakeType.client_hello, EditableHello.Edit(hello =>
        {
            var offered = OfferedKeys.Read(hello[ExtensionType.pre_shared_key]);
            change(offered);
            hello[ExtensionType.pre_shared_key] = offered.Write();
        }));
        return pair.Run();
    }
}
