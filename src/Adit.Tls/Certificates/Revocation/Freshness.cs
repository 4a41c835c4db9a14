using System.Formats.Asn1;

namespace Adit.Tls.Certificates.Revocation;

/// <summary>
/// When a statement about revocation may be believed. Immutable.
/// References: RFC 5280 5.1.2.4, 5.1.2.5; RFC 6960 4.2.2.1. Sizes: a clock may be 5 minutes behind the one that made the statement.
/// </summary>
/// <param name="ThisUpdate">When it was true.</param>
/// <param name="NextUpdate">The last moment of its use: a later statement is there by then.</param>
internal readonly record struct Freshness(DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Why it may not be believed, as the end of a sentence, or null.</summary>
    /// <param name="now">The time to judge at.</param>
    /// <param name="mend">What to do about a statement that is too old.</param>
    public string? WhyNot(DateTimeOffset now, string mend)
    {
        if (now < ThisUpdate - ClockTolerance)
            return $"is of {ThisUpdate:u}, and it is {now:u} here: set the clock right.";

        return now > NextUpdate ? $"was good until {NextUpdate:u}, and it is {now:u} here: {mend}" : null;
    }

    /// <summary>UTCTime or GeneralizedTime, with no fraction of a second.</summary>
    public static DateTimeOffset ReadTime(AsnReader reader)
    {
        var time = reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime(twoDigitYearMax: 2049) : reader.ReadGeneralizedTime();
        return time.Ticks % TimeSpan.TicksPerSecond == 0 ? time : throw new AsnContentException("A time has a fraction of a second.");
    }
}
