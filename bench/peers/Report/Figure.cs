namespace Adit.PeerBench.Report;

/// <summary>What one round measured of one contender.</summary>
internal sealed record Figure(int Round, string Contender, string Metric, double Value);

/// <summary>A measurement that failed.</summary>
/// <param name="Round">In which round.</param>
/// <param name="Contender">Of whom.</param>
/// <param name="Row">Of what.</param>
/// <param name="Why">What failed.</param>
/// <param name="IsLost">Whether it failed once more, so that the round has no figure.</param>
internal sealed record Trouble(int Round, string Contender, string Row, string Why, bool IsLost);
