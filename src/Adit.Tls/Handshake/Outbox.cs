using Adit.Tls.Schedule;

namespace Adit.Tls.Handshake;

/// <summary>What a handshake wants done, in order: send a message, or change the keys of a direction. Not thread-safe.</summary>
internal sealed class Outbox
{
    private readonly Queue<Instruction> instructions = new();

    /// <summary>Sends <paramref name="message"/> under the keys of <paramref name="epoch"/>.</summary>
    public void Send(Epoch epoch, byte[] message) => instructions.Enqueue(new SendMessage(epoch, message));

    /// <summary>What comes in after the present message is under these keys.</summary>
    public void ReadWith(Epoch epoch, CipherSuite suite, Secret trafficSecret) => instructions.Enqueue(new ChangeReadKeys(epoch, suite, trafficSecret));

    /// <summary>What goes out from here is under these keys.</summary>
    public void WriteWith(Epoch epoch, CipherSuite suite, Secret trafficSecret) => instructions.Enqueue(new ChangeWriteKeys(epoch, suite, trafficSecret));

    public bool TryTake(out Instruction? instruction) => instructions.TryDequeue(out instruction);

    internal abstract class Instruction(Epoch epoch)
    {
        public Epoch Epoch => epoch;
    }

    internal sealed class SendMessage(Epoch epoch, byte[] message) : Instruction(epoch)
    {
        public ReadOnlySpan<byte> Message => message;
    }

    internal abstract class ChangeKeys(Epoch epoch, CipherSuite suite, Secret trafficSecret) : Instruction(epoch)
    {
        public CipherSuite CipherSuite => suite;

        /// <summary>Borrowed from the key schedule.</summary>
        public Secret TrafficSecret => trafficSecret;
    }

    internal sealed class ChangeReadKeys(Epoch epoch, CipherSuite suite, Secret trafficSecret) : ChangeKeys(epoch, suite, trafficSecret);

    internal sealed class ChangeWriteKeys(Epoch epoch, CipherSuite suite, Secret trafficSecret) : ChangeKeys(epoch, suite, trafficSecret);
}
