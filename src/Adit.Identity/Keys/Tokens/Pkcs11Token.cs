using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Adit.Identity.Keys.Tokens;

/// <summary>
/// A token and the sessions with it. A token may take its time: what is asked of it runs on threads of its own, so many at once and no more,
/// and nothing else waits. Thread-safe. References: PKCS#11 3.0 5.6.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A token is there as long as the process.")]
internal sealed class Pkcs11Token(ISlot slot)
{
    private const int MaxSessions = 8;

    private readonly ConcurrentBag<ISession> idle = [];
    private readonly SemaphoreSlim free = new(MaxSessions);

    /// <summary>Asks the token something in a session that is logged in.</summary>
    /// <param name="ask">Runs on a thread of its own, and once more in a new session where the token had forgotten the first.</param>
    /// <param name="readPin">Gives a PIN, which is overwritten after use, when one is wanted.</param>
    /// <param name="cancellationToken">Stops the waiting; what the token has begun it finishes.</param>
    /// <exception cref="Pkcs11Exception">The token refuses.</exception>
    public async Task<T> AskAsync<T>(Func<ISession, T> ask, Func<byte[]> readPin, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken).ConfigureAwait(false);
        var answer = Task.Factory.StartNew(() => Ask(ask, readPin), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private T Ask<T>(Func<ISession, T> ask, Func<byte[]> readPin)
    {
        try
        {
            if (idle.TryTake(out var known))
            {
                try
                {
                    return Use(known, ask);
                }
                catch (Pkcs11Exception e) when (IsForgotten(e.RV))
                {
                    // The token was reset or exchanged: what it knew of us is gone, and so is every session.
                }
            }

            return Use(Open(readPin), ask);
        }
        finally
        {
            free.Release();
        }
    }

    private T Use<T>(ISession session, Func<ISession, T> ask)
    {
        try
        {
            var answer = ask(session);
            idle.Add(session);
            return answer;
        }
        catch
        {
            Close(session);
            throw;
        }
    }

    private ISession Open(Func<byte[]> readPin)
    {
        var session = slot.OpenSession(SessionType.ReadOnly);
        var pin = readPin();
        try
        {
            session.Login(CKU.CKU_USER, pin);
        }
        catch (Pkcs11Exception e) when (e.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // PKCS#11 3.0 5.6.8: one login is for all sessions of a process.
        }
        catch
        {
            Close(session);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pin);
        }

        return session;
    }

    private static void Close(ISession session)
    {
        try
        {
            session.Dispose();
        }
        catch (Pkcs11Exception)
        {
            // The token has closed it already.
        }
    }

    private static bool IsForgotten(CKR code) => code is CKR.CKR_SESSION_HANDLE_INVALID or CKR.CKR_SESSION_CLOSED or CKR.CKR_USER_NOT_LOGGED_IN
        or CKR.CKR_DEVICE_REMOVED or CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_KEY_HANDLE_INVALID or CKR.CKR_OBJECT_HANDLE_INVALID;
}
