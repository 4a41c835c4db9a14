using Adit.Interop.Certificates;
using Adit.Interop.Peers;
using Adit.Interop.Processes;
using Adit.Interop.Services;

namespace Adit.Interop;

/// <summary>
/// A hybrid ClientHello is longer than a segment, and servers that read it with one read fail (tldr.fail). Here a real one arrives in
/// pieces, as segments with pauses and as records, and so does the ServerHello of a real server.
/// </summary>
public sealed class SplitHelloTests : IDisposable
{
    private readonly Parties parties = new();

    public void Dispose() => parties.Dispose();

    [Flaw(7, 51)]
    [Theory]
    [InlineData(100, false)]
    [InlineData(1000, false)]
    [InlineData(1, true)]
    [InlineData(500, true)]
    public async Task Our_server_puts_the_hello_of_a_client_together(int pieceLength, bool asRecords)
    {
        await using var service = new Exchange(Greeting.Length, Greeting);
        await using var server = await AditCommand.ServerAsync(service.Address, parties.ServerFlags);
        await using var splitter = new HelloSplitter(server.Port, pieceLength, asRecords);
        await using var client = RunningProcess.Start(OpenSsl.Trixie.Client(new ClientCall(splitter.Port) { TrustFile = parties.Authority.File, Own = parties.Client }));

        await client.Input.WriteAsync(Greeting);
        await client.Input.FlushAsync();
        await client.ExpectAsync("hello");
        client.Input.Close();

        Assert.Equal("X25519MLKEM768", (await server.CarriedAsync())["group"]);
    }

    [Flaw(51)]
    [Theory]
    [InlineData(100, false)]
    [InlineData(1, true)]
    [InlineData(500, true)]
    public async Task Our_client_puts_the_hello_of_a_server_together(int pieceLength, bool asRecords)
    {
        await using var server = RunningProcess.Start(OpenSsl.Trixie.Server(new ServerCall { Own = parties.Server, ClientTrustFile = parties.Authority.File }));
        await using var splitter = new HelloSplitter(await server.ListeningAsync(), pieceLength, asRecords);
        await using var connect = RunningProcess.Start(AditCommand.Connect(splitter.Port, parties.ClientFlags));

        await connect.Input.WriteAsync(Greeting);
        await connect.Input.FlushAsync();

        await connect.ExpectAsync("olleh");
        Assert.Equal("X25519MLKEM768", OpenSsl.Trixie.ServerReport(server).Group);
    }

    private static byte[] Greeting => "hello\n"u8.ToArray();
}
