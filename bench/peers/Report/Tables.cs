using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Adit.PeerBench.Report;

/// <summary>Results as Markdown, goals first, and as JSON.</summary>
internal static class Tables
{
    public static string Markdown(Results results)
    {
        var text = new StringBuilder("| what | goal | reached, median | lowest to highest | rounds | |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var goal in Goal.All)
        {
            if (results.Ratios(goal) is not { Length: > 0 } ratios) continue;
            var median = Median(ratios);
            text.Append(CultureInfo.InvariantCulture, $"| {goal.Metric} | {goal.Text} | {median:0.00} | {ratios.Min():0.00} to {ratios.Max():0.00} | {ratios.Length} | {(goal.IsMet(median) ? "met" : "missed")} |\n");
        }

        var contenders = results.Contenders.ToList();
        text.Append(CultureInfo.InvariantCulture, $"\n| median | {string.Join(" | ", contenders)} |\n| --- |{string.Concat(Enumerable.Repeat(" --- |", contenders.Count))}\n");
        foreach (var metric in results.Metrics)
        {
            var cells = contenders.Select(c => results.Of(c, metric) is { Length: > 0 } values ? Median(values).ToString("0.##", CultureInfo.InvariantCulture) : "");
            text.Append(CultureInfo.InvariantCulture, $"| {metric} | {string.Join(" | ", cells)} |\n");
        }

        return text.ToString();
    }

    public static byte[] Json(Results results)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (var metric in results.Metrics)
            {
                json.WriteStartObject(metric);
                foreach (var contender in results.Contenders)
                {
                    json.WriteStartArray(contender);
                    foreach (var value in results.Of(contender, metric)) json.WriteNumberValue(Math.Round(value, 4));
                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
