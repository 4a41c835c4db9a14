using Adit.Tls.PreSharedKeys;

namespace Adit.Tls.Tests.PreSharedKeys;

/// <summary>What stands in for a key that nobody has. References: RFC 9846 F.6.</summary>
public sealed class DecoyTests
{
    [Theory]
    [InlineData(32, 32)]
    [InlineData(48, 48)]
    [InlineData(33, 32)]
    public void It_is_derived_like_a_key_that_is_imported_for_the_hash_of_the_binder(int binderLength, int hashLength)
    {
        using var decoy = PskTable.NewDecoy(binderLength);
        Assert.True(decoy.Source!.IsImported);
        Assert.Equal(hashLength, decoy.Hash.Length);
    }
}
