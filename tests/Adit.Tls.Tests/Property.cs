using CsCheck;

namespace Adit.Tls.Tests;

/// <summary>What must hold for every value: tried with the same ones in each run. One that fails is given to CsCheck, which looks for a smaller one.</summary>
internal static class Property
{
    public static void Holds<T>(Gen<T> values, Action<T> property, uint cases = 200)
    {
        for (var i = 0u; i < cases; i++)
        {
            var chance = new PCG(i, 9846);
            var seed = chance.ToString(chance.State);
            var value = values.Generate(chance, null, out _);
            try
            {
                property(value);
            }
            catch (Exception)
            {
                values.Sample(property, seed: seed, iter: 1000, threads: 1);
                throw;
            }
        }
    }

    public static void Holds<T1, T2>(Gen<(T1, T2)> values, Action<T1, T2> property, uint cases = 200) => Holds(values, v => property(v.Item1, v.Item2), cases);

    public static void Holds<T1, T2, T3>(Gen<(T1, T2, T3)> values, Action<T1, T2, T3> property, uint cases = 200) => Holds(values, v => property(v.Item1, v.Item2, v.Item3), cases);
}
