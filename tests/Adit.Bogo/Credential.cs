using Adit.Tls;
using Adit.Tls.PreSharedKeys;

namespace Adit.Bogo;

/// <summary>One thing to prove ourselves with: a certificate chain and its key, or a pre-shared key.</summary>
internal sealed record Credential(TlsIdentity? Identity, PreSharedKey? PreSharedKey);
