using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Adit.Tunnel.Transport;

namespace Adit.Tunnel.Tests;

/// <summary>How a peer goes away.</summary>
public enum Vanishing
{
    /// <summary>Its kernel says that it is gone.</summary>
    ByReset,

    /// <summary>TCP ends as if all had been said.</summary>
    ByEnd,

    /// <summary>Nothing comes any more.</summary>
    InSilence,
}

/// <summary>The way between the two ends of a pair, which lets through as many bytes of each connection as it is told, and then breaks.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket listener = Loopback.Listen();
    private readonly Channel<Carried> carried = Channel.CreateUnbounded<Carried>();
    private IPEndPoint? target;

    /// <summary>Bytes of the next connections that are let through, up to the server and down to the client.</summary>
    public (long Up, long Down) Limits { get; set; } = (long.MaxValue, long.MaxValue);

    /// <summary>Stands before a server from now on.</summary>
    public EndpointAddress StandBefore(EndpointAddress server)
    {
        target = IPEndPoint.Parse(server.ToString());
        _ = AcceptAsync();
        return Loopback.AddressOf(listener);
    }

    /// <summary>The next connection.</summary>
    public async Task<Carried> NextAsync() => await carried.Reader.ReadAsync(Within.Token());

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(target!);
                carried.Writer.TryWrite(new Carried(client, server, Limits));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>One connection.</summary>
    internal sealed class Carried : IDisposable
    {
        private readonly Socket client;
        private readonly Socket server;

        public Carried(Socket client, Socket server, (long Up, long Down) limits)
        {
            (this.client, this.server) = (client, server);

            // What is let through must have left before the wire breaks.
            client.NoDelay = true;
            server.NoDelay = true;
            Up = new Way(client, server, limits.Up);
            Down = new Way(server, client, limits.Down);
        }

        public Way Up { get; }

        public Way Down { get; }

        /// <summary>Both ends lose each other.</summary>
        public void Break(Vanishing how)
        {
            foreach (var socket in new[] { client, server })
            {
                if (how == Vanishing.ByReset) socket.Reset();
                if (how == Vanishing.ByEnd) socket.Shutdown(SocketShutdown.Send);
            }
        }

        public void Dispose()
        {
            client.Dispose();
            server.Dispose();
        }
    }

    /// <summary>One direction: what comes over the limit is kept.</summary>
    internal sealed class Way
    {
        private readonly Socket from;
        private readonly Socket to;
        private readonly Lock changing = new();
        private readonly MemoryStream came = new();
        private long passed;
        private long limit;
        private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Way(Socket from, Socket to, long limit)
        {
            (this.from, this.to, this.limit) = (from, to, limit);
            _ = RunAsync();
        }

        /// <summary>Bytes that came so far.</summary>
        public long Came
        {
            get
            {
                lock (changing) return came.Length;
            }
        }

        /// <summary>Nothing more is let through.</summary>
        public void Hold()
        {
            lock (changing) limit = passed;
        }

        /// <summary>So many more are let through.</summary>
        public void Let(long bytes)
        {
            lock (changing)
            {
                limit += bytes;
                Pass();
            }
        }

        /// <summary>Waits until so many have come.</summary>
        public async Task CameAsync(long bytes)
        {
            while (true)
            {
                Task next;
                lock (changing)
                {
                    if (came.Length >= bytes) return;
                    next = more.Task;
                }

                await next.InTime();
            }
        }

        private async Task RunAsync()
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer) is > 0 and var count)
                {
                    lock (changing)
                    {
                        came.Write(buffer, 0, count);
                        Pass();
                        more.SetResult();
                        more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Broken.
            }
        }

        private void Pass()
        {
            var next = came.GetBuffer().AsSpan(0, (int)Math.Min(limit, came.Length))[(int)passed..];
            while (!next.IsEmpty)
            {
                var sent = to.Send(next);
                passed += sent;
                next = next[sent..];
            }
        }
    }
}
