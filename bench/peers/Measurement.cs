using System.Globalization;
using System.Net.Sockets;
using Adit.PeerBench.Contenders;
using Adit.PeerBench.Report;
using Adit.PeerBench.Rows;
using Adit.Tls;

namespace Adit.PeerBench;

/// <summary>One row of one contender in one round. A connection that a peer resets does not end the run: it is measured once more, and then left out; either is told.</summary>
internal sealed class Measurement(Row row, Contender contender, int round)
{
    public async Task RunAsync(Results results)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            try
            {
                foreach (var sample in await row.MeasureAsync(contender, round))
                {
                    results.Add(new Figure(round, contender.Name, sample.Metric, Math.Round(sample.Value, 4)));
                    Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"  {sample.Metric}: {sample.Value:0.##}"));
                }

                return;
            }
            catch (Exception e) when (e is SocketException or IOException or TlsException)
            {
                var why = e.Message.ReplaceLineEndings(" ");
                results.Add(new Trouble(round, contender.Name, row.Key, why, isAgain));
                Console.Error.Write($"  {why} {(isAgain ? "Left out." : "Again:")}");
                if (isAgain) return;
            }
        }
    }
}
