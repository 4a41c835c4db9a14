using System.Text.Json;
using Adit.Telemetry;

namespace Adit.Tunnel.Tests.Telemetry;

public sealed class EventLogTests
{
    private static string Text(params ReadOnlySpan<(string, object?)> fields)
    {
        var output = new StringWriter();
        new EventLog(output, timeProvider: new ManualTime()).Write(LogLevel.Info, "connection closed", fields);
        return output.ToString();
    }

    private static JsonElement Json(params ReadOnlySpan<(string, object?)> fields)
    {
        var output = new StringWriter();
        new EventLog(output, json: true, timeProvider: new ManualTime()).Write(LogLevel.Warning, "connection refused", fields);
        var line = output.ToString();
        Assert.Equal(line.Length - 1, line.IndexOf('\n'));
        return JsonDocument.Parse(line).RootElement;
    }

    [Fact]
    public void A_line_is_time_level_message_and_fields() =>
        Assert.Equal(
            "2026-11-24T15:00:01.123Z info  connection closed  tunnel=pg peer=web bytes=42 retry=true groups=X25519MLKEM768,x25519\n",
            Text(("tunnel", "pg"), ("peer", "web"), ("bytes", 42L), ("retry", true), ("groups", new[] { "X25519MLKEM768", "x25519" })));

    [Fact]
    public void A_null_field_is_left_out()
    {
        Assert.DoesNotContain("peer", Text(("tunnel", "pg"), ("peer", null)));
        Assert.False(Json(("peer", null)).TryGetProperty("peer", out _));
    }

    [Flaw(47)]
    [Theory]
    [InlineData("two words", "\"two words\"")]
    [InlineData("", "\"\"")]
    [InlineData("CN=web", "\"CN=web\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("x\n2026-11-24T15:00:01.123Z info  forged", "\"x\\n2026-11-24T15:00:01.123Z info  forged\"")]
    [InlineData("\r\t\0\u001b[31m", "\"\\r\\t\\u0000\\u001b[31m\"")]
    [InlineData("\u202eevil\u2028", "\"\\u202eevil\\u2028\"")]
    public void A_value_can_neither_break_nor_forge_a_line(string value, string written) =>
        Assert.EndsWith($"  subject={written}\n", Text(("subject", value)));

    [Fact]
    public void Half_a_character_is_written_as_its_number() =>
        Assert.EndsWith("  subject=\"\\ud800\"\n", Text(("subject", "\ud800")));

    [Fact]
    public void A_list_item_with_a_comma_is_quoted() =>
        Assert.EndsWith("  names=\"a,b\",c\n", Text(("names", new[] { "a,b", "c" })));

    [Fact]
    public void A_long_value_is_cut()
    {
        Assert.EndsWith("  subject=" + new string('a', 512) + "...\n", Text(("subject", new string('a', 100_000))));
        Assert.Equal(new string('a', 512) + "...", Json(("subject", new string('a', 100_000))).GetProperty("subject").GetString());
    }

    [Fact]
    public void A_long_list_is_cut()
    {
        var groups = Json(("groups", Enumerable.Range(0, 30_000).Select(i => $"0x{i:x4}"))).GetProperty("groups");
        Assert.Equal(65, groups.GetArrayLength());
        Assert.Equal("and 29936 more", groups[64].GetString());
    }

    [Fact]
    public void The_json_form_is_one_object_with_types_and_arrays()
    {
        var line = Json(("tunnel", "pg\n\"\ud800"), ("bytes", 42L), ("retry", true), ("groups", new[] { "x25519" }));
        Assert.Equal("2026-11-24T15:00:01.123Z", line.GetProperty("time").GetString());
        Assert.Equal("warning", line.GetProperty("level").GetString());
        Assert.Equal("connection refused", line.GetProperty("message").GetString());
        Assert.Equal("pg\n\"\ufffd", line.GetProperty("tunnel").GetString());
        Assert.Equal(42, line.GetProperty("bytes").GetInt64());
        Assert.True(line.GetProperty("retry").GetBoolean());
        Assert.Equal("x25519", line.GetProperty("groups")[0].GetString());
    }

    [Fact]
    public void What_is_below_the_level_is_not_written()
    {
        var output = new StringWriter();
        var log = new EventLog(output, level: LogLevel.Warning);
        log.Write(LogLevel.Info, "no");
        Assert.Equal("", output.ToString());
        log.Write(LogLevel.Error, "yes");
        Assert.EndsWith("error yes\n", output.ToString());
    }

    [Fact]
    public void A_log_that_cannot_be_written_does_not_throw()
    {
        var output = new StreamWriter(new FullDisk());
        new EventLog(output).Write(LogLevel.Error, "lost");
    }
}

/// <summary>A stream that takes no byte.</summary>
internal sealed class FullDisk : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => 0;

    public override long Position { get => 0; set => throw new NotSupportedException(); }

    public override void Flush() => throw new IOException("No space left on device");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");
}
