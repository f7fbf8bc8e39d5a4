using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace StreamPS.Tests.Surface;

/// <summary>A cmdlet as its users see it: the parameters with their types, aliases, sets and limits, and what it writes.</summary>
internal static class CmdletSurface
{
    /// <summary>True for a cmdlet's class.</summary>
    public static bool IsCmdlet(Type type) => Find(type, "CmdletAttribute") is not null;

    /// <summary>The lines of a cmdlet.</summary>
    public static IEnumerable<string> Describe(Type type)
    {
        var cmdlet = Find(type, "CmdletAttribute")!;
        yield return $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}";
        yield return $"    class {type.FullName}";
        foreach (var option in cmdlet.NamedArguments.OrderBy(option => option.MemberName, StringComparer.Ordinal))
            yield return $"    {option.MemberName} {option.TypedValue.Value}";
        yield return $"    writes {string.Join(", ", type.GetCustomAttributesData().Where(data => data.AttributeType.Name == "OutputTypeAttribute").SelectMany(Values))}";
        foreach (var property in type.GetProperties().OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            var sets = property.GetCustomAttributesData().Where(data => data.AttributeType.Name == "ParameterAttribute").ToArray();
            if (sets.Length > 0)
                yield return $"    -{property.Name} {TypeNames.Of(property.PropertyType)}{AliasesOf(property)}{LimitsOf(property)}{string.Concat(sets.Select(DescribeSet).Order(StringComparer.Ordinal))}";
        }
    }

    private static CustomAttributeData? Find(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.Name == attribute);

    private static string AliasesOf(PropertyInfo property) =>
        Find(property, "AliasAttribute") is { } alias ? $" alias {string.Join(", ", Values(alias))}" : "";

    private static string LimitsOf(PropertyInfo property) => string.Concat(property.GetCustomAttributesData()
        .Where(data => data.AttributeType.Name.StartsWith("Validate", StringComparison.Ordinal))
        .Select(data => $" {data.AttributeType.Name.Replace("Attribute", "", StringComparison.Ordinal)}({string.Join(", ", Values(data))})")
        .Order(StringComparer.Ordinal));

    private static string DescribeSet(CustomAttributeData set)
    {
        var named = set.NamedArguments.ToDictionary(argument => argument.MemberName, argument => argument.TypedValue.Value);
        string name = named.GetValueOrDefault("ParameterSetName") as string ?? "any set";
        string mandatory = named.GetValueOrDefault("Mandatory") is true ? ", mandatory" : "";
        string position = named.TryGetValue("Position", out object? value) ? $", position {value}" : "";
        string byValue = named.GetValueOrDefault("ValueFromPipeline") is true ? ", from the pipeline" : "";
        string byName = named.GetValueOrDefault("ValueFromPipelineByPropertyName") is true ? ", from a property in the pipeline" : "";
        return $" [{name}{mandatory}{position}{byValue}{byName}]";
    }

    private static IEnumerable<string> Values(CustomAttributeData data) => data.ConstructorArguments.SelectMany(argument =>
        argument.Value is IReadOnlyCollection<CustomAttributeTypedArgument> items
            ? items.Select(item => Text(item.Value))
            : [Text(argument.Value)]);

    private static string Text(object? value) => value is Type type ? type.FullName! : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
