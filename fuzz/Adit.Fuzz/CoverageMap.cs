using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Adit.Fuzz;

/// <summary>Where instrumented code writes from its first instruction on, until AFL++ gives it a map of its own. Sizes: 65,536 bytes.</summary>
internal static class CoverageMap
{
    private const int Size = 1 << 16;

    [ModuleInitializer]
    internal static unsafe void Provide() => Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Size);
}
