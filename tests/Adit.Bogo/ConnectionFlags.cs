using System.Globalization;

namespace Adit.Bogo;

/// <summary>The flags of one connection, in their order.</summary>
internal sealed class ConnectionFlags(IReadOnlyList<(string Name, string Value)> flags)
{
    public IReadOnlyList<(string Name, string Value)> All => flags;

    public bool IsServer => Has("-server");

    public bool Has(string name) => flags.Any(f => f.Name == name);

    /// <summary>The last value of a flag that is given once.</summary>
    public string? Text(string name) => flags.LastOrDefault(f => f.Name == name).Value;

    public int? Number(string name) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>The values of a flag that is given once for each.</summary>
    public IReadOnlyList<ushort> CodePoints(string name) =>
        [.. flags.Where(f => f.Name == name).Select(f => ushort.Parse(f.Value, CultureInfo.InvariantCulture))];

    /// <summary>ALPN names from their wire form, a length byte before each.</summary>
    public IReadOnlyList<string> Protocols(string name)
    {
        var names = new List<string>();
        for (var rest = Text(name) ?? ""; rest.Length > 0; rest = rest[(1 + rest[0])..]) names.Add(rest.Substring(1, rest[0]));
        return names;
    }
}
