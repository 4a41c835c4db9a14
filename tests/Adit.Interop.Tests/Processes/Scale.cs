using System.Globalization;

namespace Adit.Interop.Processes;

/// <summary>How much the long tests do: little by default, all that is promised when an environment variable says so.</summary>
internal static class Scale
{
    /// <summary>Bytes of the one long transfer, in each direction.</summary>
    public static long TransferBytes => Transfer(64);

    /// <summary>Bytes of each of the ten transfers at once.</summary>
    public static long EachOfTenBytes => Transfer(8);

    /// <summary>Connections one after another while certificates are swapped.</summary>
    public static int SequentialConnections => Read("ADIT_SEQUENTIAL_CONNECTIONS", 300);

    private static long Transfer(int mebibytes) => Read("ADIT_TRANSFER_MIB", mebibytes) * 1024L * 1024;

    private static int Read(string variable, int byDefault)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : byDefault;
}
