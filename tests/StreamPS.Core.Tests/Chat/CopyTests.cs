using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace StreamPS.Tests.Chat;

/// <summary>A copy with one difference has everything else, also what is added to the class one day.</summary>
public sealed class CopyTests
{
    [Fact]
    public void A_request_for_another_conversation_keeps_its_options()
    {
        var request = Fill(new ChatRequest("Hi"));

        var copy = request.With([ChatMessage.User("Bye")]);

        Assert.Equal("Bye", copy.Messages.Single().Content);
        Assert.Equal("Hi", request.Messages.Single().Content);
        Assert.Equal(ValuesOf(request, "Messages"), ValuesOf(copy, "Messages"));
    }

    [Fact]
    public void A_delta_with_another_content_keeps_all_but_its_role()
    {
        var delta = Fill(new ChatDelta());

        var copy = delta.WithContent("other");

        Assert.Equal(("other", null), (copy.Content, copy.Role));
        Assert.Equal("text", delta.Content);
        Assert.Equal(ValuesOf(delta, "Content", "Role"), ValuesOf(copy, "Content", "Role"));
    }

    private static T Fill<T>(T target)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties().Where(property => property.SetMethod is { } set && (set.IsPublic || set.IsAssembly)))
            property.SetValue(target, Sample(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
        return target;
    }

    private static object Sample(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? true
        : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(7)
        : type == typeof(Regex) ? new Regex("a")
        : type == typeof(ChatUsage) ? new ChatUsage(1, 2)
        : type == typeof(ToolCallDelta) ? new ToolCallDelta(1, "id", "name", "{}")
        : type == typeof(IReadOnlyList<string>) ? new[] { "text" }
        : type == typeof(IReadOnlyDictionary<string, object?>) ? new Dictionary<string, object?> { ["name"] = 1 }
        : type.IsEnum ? Enum.GetValues(type).GetValue(1)!
        : Convert.ChangeType(7, type, CultureInfo.InvariantCulture);

    private static Dictionary<string, object?> ValuesOf<T>(T source, params string[] except) =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => !except.Contains(property.Name))
            .ToDictionary(property => property.Name, property => property.GetValue(source));
}
