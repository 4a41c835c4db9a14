using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Adit.Interop.Services;

namespace Adit.Interop.Soak;

/// <summary>Random bytes that go one way: sent and received in pieces of random sizes with random pauses, and compared by hash. Immutable.</summary>
/// <param name="Offset">Where they stand in the bytes that all parcels are cut from.</param>
/// <param name="Length">How many.</param>
/// <param name="Seed">What sizes and pauses follow from.</param>
internal sealed record Parcel(int Offset, int Length, int Seed)
{
    private const int LongestExponent = 20;
    private const int Huge = 16 * Payload.Megabyte;
    private const int MostPieces = 64;
    private static readonly byte[] Stock = Payload.Bytes(Huge + Payload.Megabyte);

    private ReadOnlyMemory<byte> Bytes => Stock.AsMemory(Offset, Length);

    /// <summary>From a byte to a megabyte, as often in each order of magnitude; one in five hundred has 16.</summary>
    public static Parcel Draw(Random dice)
    {
        var length = dice.Next(500) == 0 ? Huge : (int)Math.Pow(2, dice.NextDouble() * LongestExponent);
        return new Parcel(dice.Next(Stock.Length - length), length, dice.Next());
    }

    /// <summary>Sends the whole.</summary>
    public Task SendAsync(Socket socket, CancellationToken cancellationToken) => SendAsync(socket, Length, cancellationToken);

    /// <summary>Sends the beginning.</summary>
    public async Task SendAsync(Socket socket, int length, CancellationToken cancellationToken)
    {
        var dice = new Random(Seed);
        var longest = dice.Next(8) == 0 ? Length : Math.Max(1 << dice.Next(17), Length / MostPieces);
        for (var sent = 0; sent < length;)
        {
            var piece = Math.Min(dice.Next(longest) + 1, length - sent);
            await socket.SendAllAsync(Bytes.Slice(sent, piece), cancellationToken);
            sent += piece;
            await PauseAsync(dice, cancellationToken);
        }
    }

    /// <summary>Receives the whole.</summary>
    /// <exception cref="InvalidDataException">The connection ended cleanly before that, or other bytes came.</exception>
    /// <exception cref="SocketException">The connection was cut. NotConnected where only its state tells so, since somebody else was told.</exception>
    public async Task ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        var dice = new Random(~Seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1 << dice.Next(17), Length / MostPieces));
        try
        {
            for (var received = 0; received < Length;)
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(0, Math.Min(buffer.Length, Length - received)), cancellationToken);
                if (count == 0 && socket.IsOver()) throw new SocketException((int)SocketError.NotConnected);
                if (count == 0) throw new InvalidDataException($"A clean end after {received} of {Length} bytes.");
                hash.AppendData(buffer, 0, count);
                received += count;
                await PauseAsync(dice, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(SHA256.HashData(Bytes.Span))) throw new InvalidDataException($"{Length} bytes came, and are not those that were sent.");
    }

    private static Task PauseAsync(Random dice, CancellationToken cancellationToken)
        => dice.Next(32) == 0 ? Task.Delay(dice.Next(1, 50), cancellationToken) : Task.CompletedTask;
}
