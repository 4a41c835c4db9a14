using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Adit.Interop.Processes;

namespace Adit.Interop.Peers;

/// <summary>
/// Headless Chromium, driven over its DevTools protocol: it opens one page and tells how the connection was secured.
/// </summary>
internal static class Chromium
{
    /// <summary>Opens a page and returns what the browser says of its main response.</summary>
    /// <param name="url">What to open.</param>
    /// <param name="trustedPin">The SHA-256 of the key whose certificate it is to accept, whoever issued it.</param>
    /// <param name="profile">An empty folder.</param>
    public static async Task<BrowserResponse> OpenAsync(string url, byte[] trustedPin, string profile)
    {
        var program = Peer.Require("Chromium", "chromium", "apt-get install chromium");
        await using var browser = RunningProcess.Start(new Command(
            program,
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0", $"--user-data-dir={profile}",
            $"--ignore-certificate-errors-spki-list={Convert.ToBase64String(trustedPin)}", "about:blank"));
        var address = await browser.ErrorLineAsync(line => line.StartsWith(Announcement, StringComparison.Ordinal));
        return await Deadline.StepAsync(
            token => NavigateAsync(new Uri(address[Announcement.Length..].Trim()), url, token),
            () => $"the page. {browser}");
    }

    private const string Announcement = "DevTools listening on ";

    private static async Task<BrowserResponse> NavigateAsync(Uri address, string url, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        await socket.ConnectAsync(address, cancellationToken);
        var next = 0;

        var target = (await CallAsync(null, "Target.createTarget", """{"url":"about:blank"}""")).GetProperty("targetId").GetString();
        var session = (await CallAsync(null, "Target.attachToTarget", $$"""{"targetId":"{{target}}","flatten":true}""")).GetProperty("sessionId").GetString();
        await CallAsync(session, "Network.enable", "{}");
        await SendAsync(session, "Page.navigate", $$"""{"url":"{{url}}"}""");
        while (true)
        {
            var message = await ReceiveAsync();
            if (Method(message) == "Network.loadingFailed")
                return new BrowserResponse(0, null, null, null, message.GetProperty("params").GetProperty("errorText").GetString());
            if (Method(message) != "Network.responseReceived") continue;
            var response = message.GetProperty("params").GetProperty("response");
            if (!response.TryGetProperty("securityDetails", out var security)) continue;
            return new BrowserResponse(
                response.GetProperty("status").GetInt32(),
                security.GetProperty("protocol").GetString(),
                security.GetProperty("keyExchangeGroup").GetString(),
                security.GetProperty("cipher").GetString(),
                null);
        }

        async Task<JsonElement> CallAsync(string? inSession, string method, string parameters)
        {
            var id = await SendAsync(inSession, method, parameters);
            while (true)
            {
                var message = await ReceiveAsync();
                if (message.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
                    return message.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {message}");
            }
        }

        async Task<int> SendAsync(string? inSession, string method, string parameters)
        {
            var id = ++next;
            var of = inSession is null ? "" : $"\"sessionId\":\"{inSession}\",";
            var text = string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}},{{of}}"method":"{{method}}","params":{{parameters}}}""");
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, cancellationToken);
            return id;
        }

        async Task<JsonElement> ReceiveAsync()
        {
            using var message = new MemoryStream();
            var buffer = new byte[64 * 1024];
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer, cancellationToken);
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);

            using var document = JsonDocument.Parse(message.ToArray());
            return document.RootElement.Clone();
        }
    }

    private static string? Method(JsonElement message) => message.TryGetProperty("method", out var method) ? method.GetString() : null;
}
