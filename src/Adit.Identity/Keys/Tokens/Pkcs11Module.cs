using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Adit.Identity.Keys.Tokens;

/// <summary>
/// A library that speaks PKCS#11. A process initializes each once and keeps it: keys of a later configuration may be in it too.
/// Thread-safe. References: PKCS#11 3.0 5.4.
/// </summary>
internal sealed class Pkcs11Module
{
    private static readonly Lock gate = new();
    private static readonly Dictionary<string, Pkcs11Module> loaded = new(StringComparer.Ordinal);

    private readonly Dictionary<ulong, Pkcs11Token> tokens = [];
    private readonly IPkcs11Library library;

    static Pkcs11Module() =>
        // The wrapper asks for libdl by the name that only development packages have.
        NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, (name, _, _) => name == "libdl" ? NativeLibrary.Load("libdl.so.2") : IntPtr.Zero);

    private Pkcs11Module(IPkcs11Library library) => this.library = library;

    public static Pkcs11InteropFactories Factories { get; } = new();

    /// <summary>The module of a path.</summary>
    /// <exception cref="CredentialException">It is not there, or is no such library.</exception>
    public static Pkcs11Module Load(string path)
    {
        lock (gate)
        {
            if (loaded.TryGetValue(path, out var module)) return module;
            try
            {
                module = new(Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, path, AppType.MultiThreaded));
            }
            catch (Exception e) when (e is Pkcs11Exception or UnmanagedException or DllNotFoundException or EntryPointNotFoundException or AttributeValueException)
            {
                throw new CredentialException($"{path} could not be used as a PKCS#11 library ({e.Message}): name the one of your token's vendor as module-path.", e);
            }

            loaded.Add(path, module);
            return module;
        }
    }

    /// <summary>The one token that a URI names.</summary>
    /// <exception cref="CredentialException">None is that one, or several are.</exception>
    public Pkcs11Token Find(Pkcs11Uri uri)
    {
        lock (gate)
        {
            var present = library.GetSlotList(SlotsType.WithTokenPresent)
                .Select(slot => (Slot: slot, Info: slot.GetTokenInfo()))
                .Where(t => t.Info.TokenFlags.TokenInitialized)
                .ToList();
            var named = present.FindAll(t => Is(uri.Token, t.Info.Label) && Is(uri.Serial, t.Info.SerialNumber) && Is(uri.Manufacturer, t.Info.ManufacturerId)
                && Is(uri.Model, t.Info.Model) && (uri.SlotId ?? t.Slot.SlotId) == t.Slot.SlotId);
            if (named.Count != 1)
            {
                var there = present.Count == 0 ? "no token is there" : $"there are {string.Join(", ", present.Select(t => $"\"{t.Info.Label.TrimEnd()}\""))}";
                throw new CredentialException($"{uri} names {(named.Count == 0 ? "no token" : $"{named.Count} tokens")} ({there}): name one by its label as token=, or by serial=.");
            }

            var slot = named[0].Slot;
            if (!tokens.TryGetValue(slot.SlotId, out var token)) tokens.Add(slot.SlotId, token = new Pkcs11Token(slot));
            return token;
        }
    }

    private static bool Is(string? wanted, string actual) => wanted is null || wanted == actual.TrimEnd();
}
