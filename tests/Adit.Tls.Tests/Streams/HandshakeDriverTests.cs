using System.Net.Sockets;
using Adit.Tls.Certificates;
using Adit.Tls.Cryptography.Signatures;
using Adit.Tls.Evidence;
using Adit.Tls.Tests.Handshake;

namespace Adit.Tls.Tests.Streams;

/// <summary>A handshake over a transport: who answers, who gives up, and that the transport is let go. References: RFC 9846 6.2.</summary>
public sealed class HandshakeDriverTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("RFC9846-6.2-03", "RFC9846-6.2-04")]
    public async Task Both_ends_learn_of_a_refusal(bool overSockets)
    {
        var (connecting, accepting) = await BeginAsync(overSockets, Endpoints.Client with { ServerName = "other.example" }, Endpoints.Server);
        var refusing = await Assert.ThrowsAsync<TlsException>(() => connecting.WaitAsync(ConnectedPair.Limit));
        var refused = await Assert.ThrowsAsync<TlsException>(() => accepting.WaitAsync(ConnectedPair.Limit));
        Assert.Equal(AlertDescription.bad_certificate, refusing.AlertSent);
        Assert.Equal(AlertDescription.bad_certificate, refused.AlertReceived);
        Assert.Equal("client", refused.Evidence!.From);
        Assert.NotNull(refused.Evidence.Offer);
    }

    [Fact]
    public async Task A_refused_client_reads_that_the_server_refused_it()
    {
        var (connecting, accepting) = await BeginAsync(overSockets: true, Endpoints.Client with { Identities = [] }, Endpoints.Server);
        await using var client = await connecting.WaitAsync(ConnectedPair.Limit);
        var told = await client.FailToReadAsync();
        Assert.Contains("The server refused us with the alert certificate_required", told.Message, StringComparison.Ordinal);
        await client.DisposeAsync();
        Assert.Equal(AlertDescription.certificate_required, (await Assert.ThrowsAsync<TlsException>(() => accepting.WaitAsync(ConnectedPair.Limit))).AlertSent);
    }

    [Fact]
    public async Task A_peer_that_leaves_without_a_byte_is_told_apart()
    {
        var (client, server) = await ConnectedPair.SocketsAsync();
        client.Dispose();
        var error = await Assert.ThrowsAsync<TlsException>(async () => await new TlsServer(Endpoints.Server).AcceptAsync(server).AsTask().WaitAsync(ConnectedPair.Limit));
        Assert.True(error.BeforeFirstByte);
        Assert.Null(error.AlertSent);
    }

    [Fact]
    public async Task A_peer_that_resets_without_a_byte_is_told_apart()
    {
        var (client, server) = await ConnectedPair.SocketsAsync();
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
        Assert.True((await Assert.ThrowsAsync<TlsException>(async () => await new TlsServer(Endpoints.Server).AcceptAsync(server).AsTask().WaitAsync(ConnectedPair.Limit))).BeforeFirstByte);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_handshake_that_is_cancelled_lets_the_transport_go_and_tells_whether_a_byte_came(bool asServer, bool aByteCame)
    {
        var (one, other) = MemoryPipe.New();
        if (aByteCame) await other.WriteAsync(new byte[] { 22 });
        using var cancelling = new CancellationTokenSource();
        var handshake = asServer
            ? new TlsServer(Endpoints.Server).AcceptAsync(one, null, cancelling.Token).AsTask()
            : new TlsClient(Endpoints.Client).ConnectAsync(one, null, cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        var cancelled = await Assert.ThrowsAsync<HandshakeCanceledException>(() => handshake.WaitAsync(ConnectedPair.Limit));
        Assert.Equal(aByteCame, !cancelled.BeforeFirstByte);
        Assert.True(one.IsDisposed);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_transport_that_fails_in_any_way_ends_the_handshake()
    {
        foreach (var fault in new Exception[] { new IOException("gone"), new InvalidOperationException("out of order"), new OperationCanceledException("of its own accord") })
        {
            var (one, _) = MemoryPipe.New();
            one.ReadFault = fault;
            var read = await Assert.ThrowsAsync<TlsException>(async () => await new TlsServer(Endpoints.Server).AcceptAsync(one));
            Assert.True(read.IsTruncation);
            Assert.Same(fault, read.InnerException);

            var (two, _) = MemoryPipe.New();
            two.WriteFault = fault;
            Assert.Same(fault, (await Assert.ThrowsAsync<TlsException>(async () => await new TlsClient(Endpoints.Client).ConnectAsync(two))).InnerException);
            Assert.True(two.IsDisposed);
        }
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("gives up")]
    [InlineData("says nothing")]
    [InlineData("says too much")]
    public async Task A_key_that_does_not_sign_is_an_internal_error(string how)
    {
        var key = new BrokenKey(Endpoints.ServerIdentity.Key, how);
        var server = Endpoints.Server with { Identities = [new TlsIdentity(Endpoints.ServerIdentity.Chain, key)] };
        var (connecting, accepting) = await BeginAsync(overSockets: false, Endpoints.Client, server);
        var error = await Assert.ThrowsAsync<TlsException>(() => accepting.WaitAsync(ConnectedPair.Limit));
        Assert.Equal(AlertDescription.internal_error, error.AlertSent);
        Assert.Equal(AlertDescription.internal_error, (await Assert.ThrowsAsync<TlsException>(() => connecting.WaitAsync(ConnectedPair.Limit))).AlertReceived);
    }

    [Fact]
    public async Task A_key_that_takes_its_time_holds_up_its_own_handshake_only()
    {
        using var key = new SlowFirstKey(Endpoints.ServerIdentity.Key);
        var server = Endpoints.Server with { Identities = [new TlsIdentity(Endpoints.ServerIdentity.Chain, key)] };
        var (slowConnecting, slowAccepting) = await BeginAsync(overSockets: false, Endpoints.Client, server);
        await key.IsAsked.WaitAsync(ConnectedPair.Limit);

        var (connecting, accepting) = await BeginAsync(overSockets: false, Endpoints.Client, server);
        await using (await connecting.WaitAsync(ConnectedPair.Limit))
        await using (await accepting.WaitAsync(ConnectedPair.Limit))
            Assert.False(slowConnecting.IsCompleted);

        key.Release();
        await using var slowClient = await slowConnecting.WaitAsync(ConnectedPair.Limit);
        await using var slowServer = await slowAccepting.WaitAsync(ConnectedPair.Limit);
    }

    // Asked again and again, a judge that says nothing would keep the handshake busy for ever.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_judge_that_says_nothing_lets_nobody_in(bool ofTheChain)
    {
        var (connecting, accepting) = await BeginAsync(overSockets: false, Endpoints.Client, Endpoints.Server with { Authenticator = new SilentJudge(ofTheChain) });
        var error = await Assert.ThrowsAsync<TlsException>(() => accepting.WaitAsync(ConnectedPair.Limit));
        Assert.Equal(AlertDescription.internal_error, error.AlertSent);
        await using var client = await connecting.WaitAsync(ConnectedPair.Limit);
        Assert.Equal(AlertDescription.internal_error, (await client.FailToReadAsync()).AlertReceived);
    }

    [Fact]
    public async Task A_refused_peer_that_does_not_leave_is_waited_for_by_our_clock()
    {
        var clock = new HeldClock();
        var (connecting, accepting) = await BeginAsync(overSockets: false, Endpoints.Client with { Identities = [] }, Endpoints.Server with { TimeProvider = clock });
        await using var client = await connecting.WaitAsync(ConnectedPair.Limit);
        Assert.Same(clock.Armed, await Task.WhenAny(clock.Armed, accepting).WaitAsync(ConnectedPair.Limit));
        Assert.False(accepting.IsCompleted);
        (await clock.Armed)();
        Assert.Equal(AlertDescription.certificate_required, (await Assert.ThrowsAsync<TlsException>(() => accepting.WaitAsync(ConnectedPair.Limit))).AlertSent);
    }

    [Fact]
    public async Task What_came_with_the_last_flight_is_read_first()
    {
        await using var pair = await ConnectedPair.OpenInMemoryAsync();
        await pair.Client.WriteAsync("at once"u8.ToArray());
        var buffer = new byte[7];
        await pair.Server.ReadExactlyAsync(buffer);
        Assert.Equal("at once"u8.ToArray(), buffer);
    }

    private static async Task<(Task<TlsStream> Connecting, Task<TlsStream> Accepting)> BeginAsync(bool overSockets, TlsClientOptions client, TlsServerOptions server)
    {
        if (overSockets)
        {
            var (near, far) = await ConnectedPair.SocketsAsync();
            return (new TlsClient(client).ConnectAsync(near, "server").AsTask(), new TlsServer(server).AcceptAsync(far, "client").AsTask());
        }

        var (one, other) = MemoryPipe.New();
        return (new TlsClient(client).ConnectAsync(one, "server").AsTask(), new TlsServer(server).AcceptAsync(other, "client").AsTask());
    }

    /// <summary>A clock that stands, and gives its first timer to the test.</summary>
    private sealed class HeldClock : TimeProvider
    {
        private readonly TaskCompletionSource<Action> armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Action> Armed => armed.Task;

        public override DateTimeOffset GetUtcNow() => Endpoints.Clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            armed.TrySetResult(() => callback(state));
            return TimeProvider.System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A key in a token that is busy with its first signature until it is released.</summary>
    private sealed class SlowFirstKey(PrivateKey key) : PrivateKey
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int signatures;

        public Task IsAsked => asked.Task;

        public override ReadOnlyMemory<byte> SubjectPublicKeyInfo => key.SubjectPublicKeyInfo;

        public override IReadOnlyList<SignatureScheme> SignatureSchemes => key.SignatureSchemes;

        public void Release() => released.SetResult();

        public override async ValueTask<byte[]> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            if (Interlocked.Increment(ref signatures) == 1)
            {
                asked.SetResult();
                await released.Task.WaitAsync(cancellationToken);
            }

            return await key.SignAsync(scheme, content, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            // The key is another's.
        }
    }

    private sealed class BrokenKey(PrivateKey key, string how) : PrivateKey
    {
        public override ReadOnlyMemory<byte> SubjectPublicKeyInfo => key.SubjectPublicKeyInfo;

        public override IReadOnlyList<SignatureScheme> SignatureSchemes => key.SignatureSchemes;

        public override ValueTask<byte[]> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => how switch
        {
            "throws" => throw new InvalidOperationException("The token is locked."),
            "gives up" => ValueTask.FromException<byte[]>(new TaskCanceledException("The service did not answer.")),
            "says nothing" => ValueTask.FromResult<byte[]>(null!),
            _ => ValueTask.FromResult(new byte[70_000]),
        };

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class SilentJudge(bool ofTheChain) : PeerAuthenticator
    {
        public override bool RequestsCertificate => true;

        public override ChainVerdict Verify(PeerCertificates presented, TlsRole role, string? serverName, DateTimeOffset now) =>
            ofTheChain ? null! : Endpoints.Server.Authenticator.Verify(presented, role, serverName, now);

        public override Decision Decide(PeerEvidence evidence, DateTimeOffset now) => null!;
    }
}
