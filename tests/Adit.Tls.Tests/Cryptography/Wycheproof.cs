using System.Text.Json;

namespace Adit.Tls.Tests.Cryptography;

/// <summary>Vectors of Project Wycheproof, read in place from the folder that ADIT_VECTORS names.</summary>
internal static class Wycheproof
{
    /// <summary>Runs every vector of a file and fails with all that went wrong; skips when the folder is not there.</summary>
    public static void ForEach(string file, Action<JsonElement, JsonElement> check)
    {
        var folder = Environment.GetEnvironmentVariable("ADIT_VECTORS");
        if (folder is null) Assert.Skip("ADIT_VECTORS is not set: point it at a copy of testvectors_v1 of C2SP/wycheproof.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)));
        var failures = new List<string>();
        var run = 0;
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            foreach (var vector in group.GetProperty("tests").EnumerateArray())
            {
                run++;
                try
                {
                    check(group, vector);
                }
                catch (Exception e)
                {
                    failures.Add($"tcId {vector.GetProperty("tcId")}: {e.GetType().Name} {e.Message}");
                }
            }
        }
        Assert.NotEqual(0, run);
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    public static byte[] Bytes(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static bool IsValid(this JsonElement vector) => vector.Text("result") == "valid";
}
