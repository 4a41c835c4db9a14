namespace Adit.Interop.Peers;

/// <summary>What a browser says of the page it opened, or why it did not.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Protocol">The TLS version.</param>
/// <param name="Group">The key exchange group.</param>
/// <param name="Cipher">The AEAD.</param>
/// <param name="Error">The net error of a page that did not come.</param>
internal sealed record BrowserResponse(int Status, string? Protocol, string? Group, string? Cipher, string? Error);
