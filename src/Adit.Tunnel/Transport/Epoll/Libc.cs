using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Adit.Tunnel.Transport.Epoll;

/// <summary>A piece of memory as the kernel is told of it. References: readv(2), struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoVector(nint start, int length)
{
    public nint Start = start;
    public nint Length = length;
}

/// <summary>
/// The system calls of the Linux data plane. Each that may be interrupted is tried again; a failure is a <see cref="SocketException"/> or an
/// <see cref="IOException"/>. Nothing blocks but <see cref="Wait"/>. References: epoll(7), eventfd(2), recvmsg(2), sendmsg(2), connect(2), poll(2).
/// </summary>
internal static unsafe partial class Libc
{
    public const uint In = 0x001; // EPOLLIN
    public const uint Priority = 0x002; // EPOLLPRI
    public const uint Out = 0x004; // EPOLLOUT
    public const uint Error = 0x008; // EPOLLERR
    public const uint HungUp = 0x010; // EPOLLHUP
    public const uint PeerEnded = 0x2000; // EPOLLRDHUP
    public const uint Exclusive = 1u << 28; // EPOLLEXCLUSIVE
    public const uint EdgeTriggered = 1u << 31; // EPOLLET

    private const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC, EFD_CLOEXEC
    private const int NonBlocking = 0x800; // EFD_NONBLOCK
    private const int Add = 1; // EPOLL_CTL_ADD
    private const int Delete = 2; // EPOLL_CTL_DEL
    private const int DoNotWait = 0x40; // MSG_DONTWAIT
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const short PollIn = 1; // POLLIN
    private const short PollOut = 4; // POLLOUT
    private const uint OutQueue = 0x5411; // SIOCOUTQ

    private const int Interrupted = 4; // EINTR
    private const int Again = 11; // EAGAIN
    private const int InProgress = 115; // EINPROGRESS

    private const string Library = "libc";

    /// <summary>struct epoll_event is packed on x86-64 only.</summary>
    public static int EventLength { get; } = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;

    private static int EventDataOffset => EventLength - sizeof(long);

    /// <summary>A new epoll instance.</summary>
    public static int CreateEpoll() => Checked(epoll_create1(CloseOnExec), nameof(epoll_create1));

    /// <summary>A descriptor that wakes a loop.</summary>
    public static int CreateWaker() => Checked(eventfd(0, CloseOnExec | NonBlocking), nameof(eventfd));

    public static void Wake(int waker)
    {
        // The counter stays far below its end; were it there, the loop would be awake.
        ulong one = 1;
        _ = write(waker, &one, sizeof(ulong));
    }

    public static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>Has an epoll instance tell of changes of a descriptor, its present state first.</summary>
    public static void Watch(int epoll, int descriptor, uint events, nint data)
    {
        var bytes = stackalloc byte[16];
        *(uint*)bytes = events;
        *(long*)(bytes + EventDataOffset) = data;
        Checked(epoll_ctl(epoll, Add, descriptor, bytes), nameof(epoll_ctl));
    }

    public static void Unwatch(int epoll, int descriptor) => _ = epoll_ctl(epoll, Delete, descriptor, null);

    /// <summary>Waits for events, without end or not at all.</summary>
    public static int Wait(int epoll, Span<byte> events, bool block)
    {
        fixed (byte* first = events)
        {
            var count = epoll_wait(epoll, first, events.Length / EventLength, block ? -1 : 0);
            if (count >= 0) return count;
            return Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw Failed(nameof(epoll_wait));
        }
    }

    /// <summary>One of the events that <see cref="Wait"/> brought.</summary>
    public static (uint Events, nint Data) EventAt(Span<byte> events, int index)
    {
        var one = events.Slice(index * EventLength, EventLength);
        return (MemoryMarshal.Read<uint>(one), (nint)MemoryMarshal.Read<long>(one[EventDataOffset..]));
    }

    /// <summary>Begins to connect a socket that does not block; false when the end of it will be told.</summary>
    public static bool Connect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* first = address)
        {
            if (connect(socket, first, (uint)address.Length) == 0) return true;
            var error = Marshal.GetLastPInvokeError();

            // Interrupted, it goes on all the same.
            return error is InProgress or Interrupted ? false : throw SocketFault.Of(error);
        }
    }

    /// <summary>Whether a send would not wait, or a connect has ended. References: poll(2), connect(2).</summary>
    public static bool CanSend(int socket) => Can(socket, PollOut);

    /// <summary>Whether a receive or an accept would not wait. References: poll(2).</summary>
    public static bool CanReceive(int socket) => Can(socket, PollIn);

    /// <summary>Whether a socket has bytes that were not acknowledged. References: tcp(7), SIOCOUTQ.</summary>
    public static bool HasUnsent(SafeHandle socket)
    {
        var count = 0;
        return ioctl(socket, OutQueue, &count) == 0 && count > 0;
    }

    /// <summary>Receives into several pieces; 0 at the end, -1 when there is nothing at present.</summary>
    public static int Receive(int socket, ReadOnlySpan<IoVector> pieces)
    {
        fixed (IoVector* first = pieces)
        {
            var message = new MessageHeader { Pieces = first, PieceCount = pieces.Length };
            while (true)
            {
                var count = recvmsg(socket, &message, DoNotWait);
                if (count >= 0) return (int)count;
                if (IsToWait()) return -1;
            }
        }
    }

    /// <inheritdoc cref="Receive(int, ReadOnlySpan{IoVector})"/>
    public static int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            while (true)
            {
                var count = recv(socket, first, buffer.Length, DoNotWait);
                if (count >= 0) return (int)count;
                if (IsToWait()) return -1;
            }
        }
    }

    /// <summary>Sends what is taken of several pieces; -1 when nothing is at present.</summary>
    public static int Send(int socket, ReadOnlySpan<IoVector> pieces)
    {
        fixed (IoVector* first = pieces)
        {
            var message = new MessageHeader { Pieces = first, PieceCount = pieces.Length };
            while (true)
            {
                var count = sendmsg(socket, &message, DoNotWait | NoSignal);
                if (count >= 0) return (int)count;
                if (IsToWait()) return -1;
            }
        }
    }

    /// <inheritdoc cref="Send(int, ReadOnlySpan{IoVector})"/>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            while (true)
            {
                var count = send(socket, first, bytes.Length, DoNotWait | NoSignal);
                if (count >= 0) return (int)count;
                if (IsToWait()) return -1;
            }
        }
    }

    private static bool Can(int socket, short events)
    {
        var one = new PollDescriptor { Descriptor = socket, Events = events };
        return poll(&one, 1, 0) > 0;
    }

    /// <summary>False to try again at once.</summary>
    private static bool IsToWait() => Marshal.GetLastPInvokeError() switch
    {
        Again => true,
        Interrupted => false,
        var error => throw SocketFault.Of(error),
    };

    private static int Checked(int result, string call) => result >= 0 ? result : throw Failed(call);

    private static IOException Failed(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    /// <summary>References: poll(2), struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>References: recvmsg(2), struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public nint Name;
        public uint NameLength;
        public IoVector* Pieces;
        public nint PieceCount;
        public nint Control;
        public nint ControlLength;
        public int Flags;
    }

    [LibraryImport(Library, SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int epoll_ctl(int epfd, int op, int fd, byte* @event);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int epoll_wait(int epfd, byte* events, int maxevents, int timeout);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int eventfd(uint initval, int flags);

    [LibraryImport(Library)]
    private static partial nint write(int fd, void* buf, nint count);

    [LibraryImport(Library)]
    private static partial int close(int fd);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int connect(int sockfd, byte* addr, uint addrlen);

    [LibraryImport(Library)]
    private static partial int poll(PollDescriptor* fds, nuint nfds, int timeout);

    [LibraryImport(Library)]
    private static partial int ioctl(SafeHandle fd, nuint op, int* argument);

    [LibraryImport(Library, SetLastError = true)]
    private static partial nint recv(int sockfd, byte* buf, nint len, int flags);

    [LibraryImport(Library, SetLastError = true)]
    private static partial nint recvmsg(int sockfd, MessageHeader* msg, int flags);

    [LibraryImport(Library, SetLastError = true)]
    private static partial nint send(int sockfd, byte* buf, nint len, int flags);

    [LibraryImport(Library, SetLastError = true)]
    private static partial nint sendmsg(int sockfd, MessageHeader* msg, int flags);
}
