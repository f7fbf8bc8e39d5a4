using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace StreamPS.Tests.Tools;

/// <summary>The verdict on generated schemas and values is that of Python's jsonschema, which is known to be right.</summary>
public sealed class JsonSchemaOracleTests
{
    private const int Count = 4000;
    private const int FirstSeed = 20_261_121;

    private const string Oracle = """
        import json, sys
        from jsonschema import Draft202012Validator
        print("".join("1" if Draft202012Validator(s).is_valid(v) else "0" for s, v in json.load(sys.stdin)))
        """;

    private static readonly string[] Names = ["a", "b", "cc"];
    private static readonly string[] Texts = ["", "a", "ab", "A1", "\uD83D\uDE00", "b a"];
    private static readonly string[] Patterns = ["^a", "b$", "[0-9]", "^[a-z]*$", "^a?$"];
    private static readonly string[] Types = ["string", "number", "integer", "boolean", "object", "array", "null"];

    [Fact]
    public async Task The_verdict_is_that_of_the_oracle()
    {
        var cases = Enumerable.Range(FirstSeed, Count).Select(seed => new Random(seed)).Select(random => new JsonArray(Schema(random, 3), Value(random, 3))).ToArray();
        string verdicts = await AskOracleAsync(new JsonArray(cases).ToJsonString());

        Assert.Equal(Count, verdicts.Length);
        Assert.InRange(verdicts.Count(verdict => verdict == '1'), Count / 10, Count * 9 / 10);
        for (int i = 0; i < Count; i++)
        {
            var misfits = JsonSchema.Parse(cases[i][0]!.ToJsonString()).Check(JsonDocument.Parse(cases[i][1]?.ToJsonString() ?? "null").RootElement);
            Assert.True(misfits.Count == 0 == (verdicts[i] == '1'), $"Seed {FirstSeed + i}: {cases[i].ToJsonString()} {string.Join("; ", misfits)}");
        }
    }

    private static async Task<string> AskOracleAsync(string cases)
    {
        var start = new ProcessStartInfo("python3", ["-c", Oracle]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var python = Process.Start(start)!;
            var output = python.StandardOutput.ReadToEndAsync();
            var errors = python.StandardError.ReadToEndAsync();
            await python.StandardInput.WriteAsync(cases);
            python.StandardInput.Close();
            await python.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
            string failure = await errors;
            Assert.SkipWhen(failure.Contains("ModuleNotFoundError", StringComparison.Ordinal), "Python's jsonschema isn't there.");
            return (await output).Trim();
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or System.IO.IOException)
        {
            Assert.Skip($"python3 with jsonschema isn't there: {exception.Message}");
            return "";
        }
    }

    private static JsonObject Schema(Random random, int depth)
    {
        var schema = new JsonObject();
        for (int words = random.Next(1, 4); words > 0; words--)
            AddWord(random, schema, depth);
        return schema;
    }

    private static void AddWord(Random random, JsonObject schema, int depth)
    {
        switch (random.Next(depth > 0 ? 24 : 14))
        {
            case 0 or 1:
                schema["type"] = Types[random.Next(Types.Length)];
                break;
            case 2:
                schema["type"] = new JsonArray(Types[random.Next(3)], Types[random.Next(3, Types.Length)]);
                break;
            case 3:
                schema["enum"] = new JsonArray(Value(random, 1), Value(random, 1), Value(random, 0));
                break;
            case 4:
                schema["const"] = Value(random, 1);
                break;
            case 5:
                schema[random.Next(2) == 0 ? "minimum" : "exclusiveMinimum"] = random.Next(-2, 3);
                break;
            case 6:
                schema[random.Next(2) == 0 ? "maximum" : "exclusiveMaximum"] = random.Next(-2, 3) + 0.5;
                break;
            case 7:
                schema["multipleOf"] = random.Next(2) == 0 ? 2 : 0.5;
                break;
            case 8:
                schema[random.Next(2) == 0 ? "minLength" : "maxLength"] = random.Next(3);
                break;
            case 9:
                schema[random.Next(2) == 0 ? "minItems" : "maxItems"] = random.Next(3);
                break;
            case 10:
                schema[random.Next(2) == 0 ? "minProperties" : "maxProperties"] = random.Next(3);
                break;
            case 11:
                schema["pattern"] = Patterns[random.Next(Patterns.Length)];
                break;
            case 12:
                schema["required"] = new JsonArray(Names[random.Next(Names.Length)]);
                break;
            case 13:
                schema["uniqueItems"] = random.Next(2) == 0;
                break;
            case 14 or 15:
                schema["properties"] = new JsonObject { [Names[0]] = Schema(random, depth - 1), [Names[1]] = Schema(random, depth - 1) };
                break;
            case 16:
                schema["additionalProperties"] = random.Next(2) == 0 ? false : Schema(random, depth - 1);
                break;
            case 17:
                schema["patternProperties"] = new JsonObject { [Patterns[random.Next(Patterns.Length)]] = Schema(random, depth - 1) };
                break;
            case 18:
                schema["items"] = Schema(random, depth - 1);
                break;
            case 19:
                schema["prefixItems"] = new JsonArray(Schema(random, depth - 1), true);
                break;
            case 20:
                schema["not"] = Schema(random, depth - 1);
                break;
            default:
                schema[random.Next(3) switch { 0 => "anyOf", 1 => "oneOf", _ => "allOf" }] = new JsonArray(Schema(random, depth - 1), Schema(random, depth - 1));
                break;
        }
    }

    private static JsonNode? Value(Random random, int depth) => random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-3, 4),
        3 => random.Next(-6, 7) / 4.0,
        4 or 5 => Texts[random.Next(Texts.Length)],
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1))]),
        _ => new JsonObject(Names.Where(_ => random.Next(2) == 0).Select(name => new System.Collections.Generic.KeyValuePair<string, JsonNode?>(name, Value(random, depth - 1)))),
    };
}
