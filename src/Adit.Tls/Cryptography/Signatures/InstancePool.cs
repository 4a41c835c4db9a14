namespace Adit.Tls.Cryptography.Signatures;

/// <summary>
/// Lends an instance to one thread at a time: .NET does not promise that one <c>RSA</c> or <c>ECDsa</c> may be used by two threads at once.
/// It keeps as many as the machine has processors. Thread-safe. A pool that is never closed leaves its instances to their finalizers, as public keys do, which have no owner.
/// </summary>
internal sealed class InstancePool<T> where T : class, IDisposable
{
    private readonly Lock gate = new();
    private readonly Stack<T> idle = new();
    private readonly Func<T> create;
    private bool closed;

    /// <summary>A pool that makes its first when it is asked for it.</summary>
    public InstancePool(Func<T> create) => this.create = create;

    /// <summary>A pool that owns <paramref name="first"/> and makes more of its kind.</summary>
    public InstancePool(T first, Func<T> create)
        : this(create) => idle.Push(first);

    /// <summary>Lends one; <see cref="Return"/> takes it back.</summary>
    public T Rent()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            return idle.TryPop(out var instance) ? instance : create();
        }
    }

    public void Return(T instance)
    {
        lock (gate)
        {
            if (!closed && idle.Count < Environment.ProcessorCount)
            {
                idle.Push(instance);
                return;
            }
        }
        instance.Dispose();
    }

    /// <summary>Disposes what is idle now and the others as they come back.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            while (idle.TryPop(out var instance)) instance.Dispose();
        }
    }
}
