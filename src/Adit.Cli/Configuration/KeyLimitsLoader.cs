using Adit.Tls.Policy;

namespace Adit.Cli.Configuration;

/// <summary>Turns what is written about the renewal of keys into limits.</summary>
internal sealed class KeyLimitsLoader(Faults faults)
{
    /// <summary>The limits, or the default ones in place of those that have a fault.</summary>
    public KeyLimits Load(PolicySettings settings)
    {
        if (settings.KeyUpdateAfter is not { } written) return KeyLimits.Default;
        try
        {
            var bytes = ByteSize.Parse(written.Value);
            if (bytes >= KeyLimits.MinBytes) return KeyLimits.Default with { Bytes = bytes };
            faults.Add(written.Origin, $"\"{written.Value}\" would renew keys all the time, and some peers end a connection that does; write 1MiB or more, like \"64GiB\".");
        }
        catch (FormatException e)
        {
            faults.Add(written.Origin, e.Message);
        }

        return KeyLimits.Default;
    }
}
