namespace Adit.Fuzz.Handshake;

/// <summary>A handshake message as it went over the wire, header included, and whose it is.</summary>
internal sealed record LoggedMessage(bool IsPeers, byte[] Bytes);
