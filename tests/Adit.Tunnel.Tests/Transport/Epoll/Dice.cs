namespace Adit.Tunnel.Tests.Transport.Epoll;

/// <summary>Numbers from a seed, the same on every system.</summary>
internal sealed class Dice(int seed)
{
    private uint state = ((uint)seed * 2654435761) | 1;

    public int Next(int below)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (int)(state % (uint)below);
    }
}
