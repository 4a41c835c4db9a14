using System.Formats.Asn1;
using System.Security.Cryptography;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>A pre-shared key with the identity <c>plc</c>, and the file of one line that stunnel, GnuTLS, mosquitto and adit read.</summary>
internal sealed record SharedKey(string Hex, string File)
{
    /// <summary>What names it.</summary>
    public const string Identity = "plc";

    private const int Length = 32;

    /// <summary>For a key of SHA-384, the session that OpenSSL takes in its place; null for one of SHA-256.</summary>
    public string? SessionFile { get; private init; }

    /// <summary>Makes one of SHA-256.</summary>
    public static SharedKey Make(TestFolder folder, string name = "shared")
    {
        var hex = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length));
        return new SharedKey(hex, folder.Write($"{name}.psk", $"{Identity}:{hex}\n"));
    }

    /// <summary>Makes one of SHA-384.</summary>
    public static SharedKey MakeOfSha384(TestFolder folder)
    {
        var key = Make(folder, "sha384");
        return key with { SessionFile = folder.Write("sha384.session", Session(key)) };
    }

    // The least of OpenSSL's SSL_SESSION: version, protocol, cipher suite, no identity, the key.
    private static string Session(SharedKey key)
    {
        const int Tls13 = 0x0304;
        var session = new AsnWriter(AsnEncodingRules.DER);
        using (session.PushSequence())
        {
            session.WriteInteger(1);
            session.WriteInteger(Tls13);
            session.WriteOctetString([0x13, 0x02]);
            session.WriteOctetString([]);
            session.WriteOctetString(Convert.FromHexString(key.Hex));
        }

        return PemEncoding.WriteString("SSL SESSION PARAMETERS", session.Encode()) + "\n";
    }
}
