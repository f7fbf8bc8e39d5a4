using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Checks that hold for every decoder: whatever a service sends, the parser's exception is the only one that comes out.</summary>
internal static class FormatRobustness
{
    private static readonly string[] OtherValues = ["null", "true", "false", "7", "-1.5", "1e99", "\"x\"", "\"\"", "\"\\ud83c\"", "\"x\",\"\\ud83c\":\"y\"", "[]", "{}", "[null,7,\"x\",[],{}]", """{"text":"x","type":7,"error":null}"""];

    /// <summary>Checks that a frame that breaks off is never taken for a whole one.</summary>
    public static void AssertPrefixesAreRefused(Func<ChatDecoder> create, IReadOnlyList<string> frames)
    {
        foreach (string frame in frames)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(frame);
            for (int length = 1; length < bytes.Length; length++)
            {
                Assert.ThrowsAny<JsonException>(() => new FormatDecoding(create()).Add(bytes[..length]));
                var decoding = new FormatDecoding(create()).AddFrames(frame);
                if (!decoding.HasEnded)
                    Assert.ThrowsAny<JsonException>(() => decoding.Add(bytes[..length]));
            }
        }
    }

    /// <summary>Replaces each value of each frame by values of other types.</summary>
    public static void AssertWrongTypesDoNoHarm(Func<ChatDecoder> create, IReadOnlyList<string> frames)
    {
        int count = 0;
        for (int i = 0; i < frames.Count; i++)
        {
            foreach (string changed in Change(frames[i]))
            {
                var decoding = new FormatDecoding(create());
                try
                {
                    decoding.AddFrames([.. frames.Take(i), changed, .. frames.Skip(i + 1)]);
                }
                catch (JsonException)
                {
                    // Refused: that is right, too.
                }

                count++;
            }
        }

        Assert.True(count > 100);
    }

    private static IEnumerable<string> Change(string frame)
    {
        int places = Enumerate(JsonNode.Parse(frame)!).Count();
        for (int place = 0; place < places; place++)
        {
            foreach (string value in OtherValues)
            {
                var root = JsonNode.Parse(frame)!;
                var (parent, key) = Enumerate(root).ElementAt(place);
                string marker = "marker-of-the-place";
                if (key is string name)
                    parent[name] = marker;
                else
                    parent[(int)key] = marker;
                yield return root.ToJsonString().Replace($"\"{marker}\"", value, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Enumerate(JsonNode node)
    {
        var children = node switch
        {
            JsonObject values => values.Select(value => ((object)value.Key, value.Value)),
            JsonArray values => values.Select((value, position) => ((object)position, value)),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            yield return (node, key);
            if (child is null)
                continue;
            foreach (var place in Enumerate(child))
                yield return place;
        }
    }
}
