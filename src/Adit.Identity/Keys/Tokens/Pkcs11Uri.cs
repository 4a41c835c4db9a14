using System.Globalization;

namespace Adit.Identity.Keys.Tokens;

/// <summary>
/// Names a private key in a token: <c>pkcs11:token=NAME;object=NAME?module-path=/usr/lib/softhsm/libsofthsm2.so</c>. Immutable.
/// It holds no PIN: a URI stands in configuration and on command lines. References: RFC 7512 2.
/// </summary>
internal sealed record Pkcs11Uri
{
    private const string Scheme = "pkcs11:";

    private Pkcs11Uri(string text, string modulePath)
    {
        Text = text;
        ModulePath = modulePath;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>The library that speaks to the token.</summary>
    public string ModulePath { get; }

    public string? Token { get; private init; }

    public string? Serial { get; private init; }

    public string? Manufacturer { get; private init; }

    public string? Model { get; private init; }

    /// <summary>The key's label.</summary>
    public string? Object { get; private init; }

    /// <summary>The key's CKA_ID.</summary>
    public byte[]? Id { get; private init; }

    public ulong? SlotId { get; private init; }

    /// <summary>True when a setting that could be a path names a key in a token.</summary>
    public static bool Is(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Reads a URI.</summary>
    /// <exception cref="CredentialException">It cannot be read, says what is not used here, holds a PIN, or names no module.</exception>
    public static Pkcs11Uri Parse(string text)
    {
        var query = text.IndexOf('?', StringComparison.Ordinal);
        var path = text[Scheme.Length..(query < 0 ? text.Length : query)];
        var (module, pin) = ReadQuery(text, query < 0 ? "" : text[(query + 1)..]);
        if (pin is not null)
            throw new CredentialException($"The pkcs11 URI has {pin}, and a PIN does not belong where others can read it: put the PIN into a file that only you can read, and name that as the passphrase file.");
        if (module is null)
            throw new CredentialException($"{text} does not say which library speaks to the token: end it with ?module-path=/path/of/library.so (SoftHSM: /usr/lib/softhsm/libsofthsm2.so).");

        var uri = new Pkcs11Uri(text, module);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in Attributes(text, path, ';'))
        {
            if (!seen.Add(name)) throw new CredentialException($"{text} names {name} twice: once is right (RFC 7512 2.3).");
            uri = name switch
            {
                "token" => uri with { Token = Unescape(text, value) },
                "serial" => uri with { Serial = Unescape(text, value) },
                "manufacturer" => uri with { Manufacturer = Unescape(text, value) },
                "model" => uri with { Model = Unescape(text, value) },
                "object" => uri with { Object = Unescape(text, value) },
                "id" => uri with { Id = UnescapeBytes(text, value) },
                "slot-id" => uri with { SlotId = Number(text, value) },
                "type" when value == "private" => uri,
                "type" => throw new CredentialException($"{text} has the type {value}: a private key is wanted, so write type=private, or nothing."),
                _ => throw new CredentialException($"{text} has the attribute {name}, which is not used here: token, serial, manufacturer, model, slot-id, object, id and type are."),
            };
        }

        return uri;
    }

    /// <summary>As written: it names and holds no secret.</summary>
    public override string ToString() => Text;

    private static (string? ModulePath, string? Pin) ReadQuery(string text, string query)
    {
        string? module = null;
        string? pin = null;
        foreach (var (name, value) in Attributes("The pkcs11 URI", query, '&'))
        {
            switch (name)
            {
                case "module-path":
                    module = Unescape("The pkcs11 URI", value);
                    break;
                case "pin-value" or "pin-source":
                    pin = name;
                    break;
                default:
                    throw new CredentialException($"{text} has the attribute {name}, which is not used here: module-path is.");
            }
        }

        return (module, pin);
    }

    private static IEnumerable<(string Name, string Value)> Attributes(string text, string part, char separator)
    {
        foreach (var attribute in part.Split(separator, StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = attribute.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new CredentialException($"{text} has a part without a name or without \"=\": write pkcs11:token=NAME;object=NAME?module-path=FILE (RFC 7512 2.3).");
            yield return (attribute[..equals], attribute[(equals + 1)..]);
        }
    }

    private static string Unescape(string text, string value)
    {
        try
        {
            return new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(UnescapeBytes(text, value));
        }
        catch (System.Text.DecoderFallbackException e)
        {
            throw new CredentialException($"{text} has a value that is not UTF-8: write its bytes as %XX.", e);
        }
    }

    private static byte[] UnescapeBytes(string text, string value)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '%')
            {
                bytes.AddRange(System.Text.Encoding.UTF8.GetBytes([value[i]]));
                continue;
            }

            if (i + 2 >= value.Length || !byte.TryParse(value.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                throw new CredentialException($"{text} has a % without two hex digits behind it: write the character itself as %25.");
            bytes.Add(octet);
            i += 2;
        }

        return [.. bytes];
    }

    private static ulong Number(string text, string value) =>
        ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CredentialException($"{text} has a slot-id that is no number.");
}
