using Adit.Tls.Records;

namespace Adit.Tls.Tests.Records;

/// <summary>The reading half of a connection, and a peer that can send it anything.</summary>
internal sealed class Peer : IDisposable
{
    public Peer(TlsRole role = TlsRole.Client, CipherSuite suite = CipherSuite.TLS_AES_128_GCM_SHA256)
    {
        Opener = new RecordOpener(role, RecordForge.Protection(suite), Debt);
        Forge = new RecordForge(suite, RecordForge.Secret(suite));
    }

    public KeyUpdateDebt Debt { get; } = new();

    public RecordOpener Opener { get; }

    /// <summary>Makes the peer's records.</summary>
    public RecordForge Forge { get; }

    public TimeSpan Now { get; set; }

    /// <summary>The application data in these records.</summary>
    public byte[] Give(params byte[][] records)
    {
        byte[] all = [.. records.SelectMany(r => r)];
        var data = new List<byte>();
        var ranges = new PlaintextRange[3];
        for (var start = 0; ;)
        {
            var done = Opener.Open(all.AsSpan(start), Now, ranges, out var count);
            foreach (var range in ranges[..count]) data.AddRange(all.AsSpan(start + range.Start, range.Length));
            if (done == 0) return [.. data];
            start += done;
        }
    }

    public void AssertRefuses(AlertDescription alert, string? section, params byte[][] records)
    {
        var error = Assert.Throws<TlsException>(() => Give(records));
        Assert.Equal(alert, error.AlertSent);
        if (section is not null) Assert.Equal(section, error.Section);
    }

    public void Dispose()
    {
        Opener.Dispose();
        Forge.Dispose();
    }
}
