namespace Adit.Interop.Peers;

/// <summary>What a peer says was negotiated, in IANA's names; null where that peer does not say it.</summary>
internal sealed record TlsReport(string? Group, string? CipherSuite);
