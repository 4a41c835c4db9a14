using System.Runtime.CompilerServices;
using Adit.Tls.Handshake;
using Adit.Tls.Schedule;

namespace Adit.Tls.Tests.Handshake;

/// <summary>Where the secrets of a handshake and of a connection lie, for tests that see them gone.</summary>
internal static class KeySchedules
{
    /// <summary>Null before there is one, and when a connection has taken it over.</summary>
    public static KeySchedule? Of(TlsHandshake handshake) => ScheduleOf(ContextOf(handshake));

    public static KeySchedule Of(EstablishedConnection connection) => ScheduleOf(connection);

    /// <summary>The one place where every secret of it lies.</summary>
    public static byte[] Block(KeySchedule schedule) => BlockOf(schedule);

    public static bool IsOverwritten(KeySchedule schedule) => BlockOf(schedule).AsSpan().IndexOfAnyExcept((byte)0) < 0;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "context")]
    private static extern ref HandshakeContext ContextOf(TlsHandshake handshake);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "schedule")]
    private static extern ref KeySchedule? ScheduleOf(HandshakeContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<schedule>P")]
    private static extern ref KeySchedule ScheduleOf(EstablishedConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "block")]
    private static extern ref byte[] BlockOf(KeySchedule schedule);
}
