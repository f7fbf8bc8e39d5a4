using System.Text.Json.Nodes;
using Xunit;

namespace StreamPS.Tests.Support;

internal static class Json
{
    /// <summary>Compares two documents: every field and no other, in any order.</summary>
    public static void Equal(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"Expected: {expected}\nActual:   {actual}");
}
