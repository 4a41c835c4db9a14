using System.Reflection;
using System.Runtime.InteropServices;

namespace Adit.Tunnel.Tests;

/// <summary>All objects of the managed heap that one object leads to, by type: how many, and their bytes as the collector lays them out on 64-bit systems.</summary>
internal sealed class HeldObjects
{
    private const int Header = 8;

    private readonly Dictionary<Type, (int Count, long Bytes)> byType = [];

    private HeldObjects()
    {
    }

    public IEnumerable<Type> Types => byType.Keys;

    public static HeldObjects Of(object root)
    {
        var held = new HeldObjects();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { root };
        var next = new Stack<object>([root]);
        while (next.TryPop(out var found))
        {
            held.Add(found);
            foreach (var reference in ReferencesOf(found))
            {
                // A weak reference holds nothing; types, threads, what flows along with a caller and timers, each of which leads to all others, are nobody's.
                if (reference is not (WeakReference or MemberInfo or Thread or Assembly or Module or ExecutionContext or ITimer) && seen.Add(reference)) next.Push(reference);
            }
        }

        return held;
    }

    /// <summary>What is here and is not in <paramref name="before"/>, for each of <paramref name="connections"/>, the most bytes first.</summary>
    public IReadOnlyList<(string Type, double Count, double Bytes)> Since(HeldObjects before, int connections) =>
    [
        .. byType.Select(now => (now.Key, Was: before.byType.GetValueOrDefault(now.Key), Now: now.Value))
            .Select(t => (NameOf(t.Key), (double)(t.Now.Count - t.Was.Count) / connections, (double)(t.Now.Bytes - t.Was.Bytes) / connections))
            .Where(t => t.Item3 > 0)
            .OrderByDescending(t => t.Item3),
    ];

    private static string NameOf(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : type.Name;

    private static IEnumerable<object> ReferencesOf(object holder)
    {
        if (holder is string) yield break;
        if (holder is Array array)
        {
            if (!HasReferences(holder.GetType().GetElementType()!)) yield break;
            foreach (var element in array)
            {
                foreach (var reference in Unboxed(element)) yield return reference;
            }

            yield break;
        }

        for (var type = holder.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!HasReferences(field.FieldType)) continue;
                foreach (var reference in Unboxed(field.GetValue(holder))) yield return reference;
            }
        }
    }

    /// <summary>The value, or what a structure holds.</summary>
    private static IEnumerable<object> Unboxed(object? value) => value is null ? [] : value.GetType().IsValueType ? ReferencesOf(value) : [value];

    private static bool HasReferences(Type type) => !type.IsPrimitive && !type.IsPointer && !type.IsFunctionPointer && !type.IsEnum && !type.IsByRefLike;

    private static unsafe long BytesOf(object found)
    {
        // The runtime's description of a type begins with the size of an element, 16 bits, and after 32 bits that of an object without elements.
        var description = (byte*)found.GetType().TypeHandle.Value;
        var elements = found switch { string text => text.Length, Array array => array.LongLength, _ => 0 };
        var bytes = *(uint*)(description + 4) + (elements * (elements > 0 ? *(ushort*)description : 0));
        return (bytes + Header - 1) / Header * Header;
    }

    private void Add(object found)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(byType, found.GetType(), out _);
        sum = (sum.Count + 1, sum.Bytes + BytesOf(found));
    }
}
