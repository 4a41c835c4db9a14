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

    /// <summary>Connections of a soak that are live at once.</summary>
    public static int SoakConnections => Read("ADIT_SOAK_CONNECTIONS", 200);

    /// <summary>Phases of a soak, after each of which all is closed and looked at.</summary>
    public static int SoakPhases => SoakMinutes > 0 ? 5 : 4;

    /// <summary>How long a phase goes on; null where each connection is followed by one other.</summary>
    public static TimeSpan? SoakPhase => SoakMinutes > 0 ? TimeSpan.FromMinutes(SoakMinutes) / SoakPhases : null;

    /// <summary>What all that a soak does follows from.</summary>
    public static int SoakSeed => Read("ADIT_SOAK_SEED", 11);

    private static int SoakMinutes => Read("ADIT_SOAK_MINUTES", 0);

    private static long Transfer(int mebibytes) => Read("ADIT_TRANSFER_MIB", mebibytes) * 1024L * 1024;

    private static int Read(string variable, int byDefault)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : byDefault;
}
