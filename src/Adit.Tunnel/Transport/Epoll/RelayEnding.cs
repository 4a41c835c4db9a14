using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tunnel.Relay;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>
/// What becomes of the two sides of a relay that ends: both sockets are closed, the secrets overwritten, all memory given back. A side that was given
/// all of the other one, its end too, keeps what is still on its way to it; a reset would take that back. References: RFC 9846 6.
/// </summary>
internal readonly struct RelayEnding(PolledSocket secure, PolledSocket plain, OpeningWay down, SealingWay up, EstablishedConnection tls)
{
    /// <summary>Says to the secure side why, where that can be said.</summary>
    public static void Tell(SealingWay up, AlertDescription why)
    {
        try
        {
            up.Tell(why);
        }
        catch (Exception)
        {
            // The connection has failed already; this was a courtesy.
        }
    }

    /// <exception cref="Exception">A socket cannot be closed; the rest is done all the same.</exception>
    public void Close(RelayEnd end)
    {
        var (plainHasAll, secureHasAll) = (down.IsDone, up.IsDone);
        down.Forget();
        up.Forget();
        tls.Dispose();
        try
        {
            Close(plain, end.IsClean || (plainHasAll && end.Side == TransportSide.Secure && plain.HasUnsent));
        }
        finally
        {
            Close(secure, end.IsClean || (secureHasAll && end.Side == TransportSide.Plain && end.Error is not OperationCanceledException && secure.HasUnsent));
        }
    }

    private static void Close(PolledSocket socket, bool inOrder)
    {
        if (inOrder) socket.CloseInOrder();
        else socket.Reset();
    }
}
