namespace Adit.Bogo;

/// <summary>What the runner asks of one process: flags for all its connections, and for the first or the later ones alone.</summary>
internal sealed class ShimFlags
{
    private static readonly string[] Prefixes = ["-on-initial", "-on-resume", "-on-retry", "-on-shim"];

    private readonly List<(string Prefix, string Name, string Value)> flags = [];

    private ShimFlags()
    {
    }

    public int Connections => 1 + (Of(0).Number("-resume-count") ?? 0);

    /// <exception cref="UnimplementedException">A flag is not among the <see cref="KnownFlags"/>.</exception>
    public static ShimFlags Parse(string[] args)
    {
        var parsed = new ShimFlags();
        for (var i = 0; i < args.Length; i++)
        {
            var prefix = Array.Find(Prefixes, p => args[i].StartsWith(p + "-", StringComparison.Ordinal)) ?? "";
            var name = args[i][prefix.Length..];
            if (KnownFlags.Bare.Contains(name)) parsed.flags.Add((prefix, name, ""));
            else if (KnownFlags.WithValue.Contains(name) && i + 1 < args.Length) parsed.flags.Add((prefix, name, args[++i]));
            else throw new UnimplementedException(args[i]);
        }

        return parsed;
    }

    /// <summary>The flags of one connection, the first being number 0.</summary>
    public ConnectionFlags Of(int connection)
    {
        var own = connection == 0 ? "-on-initial" : "-on-resume";
        return new ConnectionFlags([.. flags.Where(f => f.Prefix is "" or "-on-shim" || f.Prefix == own).Select(f => (f.Name, f.Value))]);
    }
}
