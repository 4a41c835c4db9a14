namespace Adit.Cli.Demo;

/// <summary>What a transfer came to.</summary>
/// <param name="Bytes">Bytes each way.</param>
/// <param name="SentHash">SHA-256 of what was sent.</param>
/// <param name="ReceivedHash">SHA-256 of what came back.</param>
/// <param name="Elapsed">From the dial to the last byte back.</param>
internal sealed record TransferResult(long Bytes, byte[] SentHash, byte[] ReceivedHash, TimeSpan Elapsed);
