using System;
using System.Collections.Generic;
using StreamPS.Transport;
using Xunit;

namespace StreamPS.Tests.Transport;

/// <summary>What headers say about waiting, in the forms that services use.</summary>
public sealed class RetryAdviceTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("retry-after", "7", 7.0)]
    [InlineData("retry-after", "0.5", 0.5)]
    [InlineData("retry-after", "-3", 0.0)]
    [InlineData("retry-after", "Fri, 02 Jan 2026 03:04:35 GMT", 30.0)]
    [InlineData("retry-after", "Fri, 02 Jan 2026 03:00:00 GMT", 0.0)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after", "", null)]
    [InlineData("retry-after", "NaN", null)]
    [InlineData("retry-after", "1e300", 86400.0)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("retry-after-ms", "x", null)]
    [InlineData("x-other", "7", null)]
    public void One_header(string name, string value, double? seconds) => Assert.Equal(seconds, Read(new() { [name] = value }).Wait?.TotalSeconds);

    [Fact]
    public void Milliseconds_go_before_seconds() =>
        Assert.Equal(1.25, Read(new() { ["retry-after"] = "2", ["retry-after-ms"] = "1250" }).Wait?.TotalSeconds);

    [Theory]
    [InlineData("6ms", 0.006)]
    [InlineData("0s", 0.0)]
    [InlineData("1.2s", 1.2)]
    [InlineData("6m0s", 360.0)]
    [InlineData("1h30m", 5400.0)]
    [InlineData("12", 12.0)]
    [InlineData("a while", null)]
    [InlineData("6 m", null)]
    [InlineData("9999999999h", null)]
    public void A_limit_that_is_used_up_is_waited_for(string reset, double? seconds)
    {
        var advice = Read(new() { ["x-ratelimit-remaining-requests"] = "0", ["x-ratelimit-reset-requests"] = reset });

        Assert.Equal(seconds, advice.Wait?.TotalSeconds);
    }

    [Fact]
    public void A_limit_that_has_something_left_is_not() =>
        Assert.Null(Read(new() { ["x-ratelimit-remaining-requests"] = "1", ["x-ratelimit-reset-requests"] = "6m0s" }).Wait);

    [Fact]
    public void Of_two_limits_the_later_counts() => Assert.Equal(6, Read(new()
    {
        ["x-ratelimit-remaining-requests"] = "0",
        ["x-ratelimit-reset-requests"] = "6s",
        ["x-ratelimit-remaining-tokens"] = "0",
        ["x-ratelimit-reset-tokens"] = "2s",
    }).Wait?.TotalSeconds);

    [Fact]
    public void Anthropic_names_the_moment() => Assert.Equal(55, Read(new()
    {
        ["anthropic-ratelimit-output-tokens-remaining"] = "0",
        ["anthropic-ratelimit-output-tokens-reset"] = "2026-01-02T03:05:00Z",
    }).Wait?.TotalSeconds);

    [Fact]
    public void Retry_After_says_more_than_a_limit() => Assert.Equal(3, Read(new()
    {
        ["retry-after"] = "3",
        ["x-ratelimit-remaining-requests"] = "0",
        ["x-ratelimit-reset-requests"] = "6m0s",
    }).Wait?.TotalSeconds);

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    [InlineData("maybe", null)]
    [InlineData(null, null)]
    public void Whether_to_try_again(string? value, bool? expected) =>
        Assert.Equal(expected, Read(value is null ? [] : new() { ["x-should-retry"] = value }).ShouldRetry);

    private static RetryAdvice Read(Dictionary<string, string> headers) =>
        RetryAdvice.Read(name => headers.TryGetValue(name, out string? value) ? value : null, Now);
}
