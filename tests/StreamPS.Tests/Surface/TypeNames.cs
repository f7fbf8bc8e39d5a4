using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace StreamPS.Tests.Surface;

/// <summary>Types as C# writes them.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["System.Void"] = "void",
        ["System.Object"] = "object",
        ["System.String"] = "string",
        ["System.Boolean"] = "bool",
        ["System.Int32"] = "int",
        ["System.Int64"] = "long",
        ["System.Double"] = "double",
        ["System.Byte"] = "byte",
    };

    /// <summary>The short name, with its arguments.</summary>
    public static string Of(Type type)
    {
        if (type.IsByRef)
            return "ref " + Of(type.GetElementType()!);
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (!type.IsGenericType)
            return Keywords.GetValueOrDefault(type.FullName ?? "", type.Name);

        string name = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        string[] arguments = [.. type.GetGenericArguments().Select(Of)];
        return name == "Nullable" ? arguments[0] + "?" : $"{name}<{string.Join(", ", arguments)}>";
    }

    /// <summary>A method's parameters, with names and defaults: both are contract.</summary>
    public static string Of(IEnumerable<ParameterInfo> parameters) => string.Join(", ", parameters.Select(Of));

    private static string Of(ParameterInfo parameter)
    {
        string type = parameter.IsOut ? "out " + Of(parameter.ParameterType.GetElementType()!) : Of(parameter.ParameterType);
        string defaultValue = !parameter.HasDefaultValue ? "" : $" = {parameter.RawDefaultValue ?? "default"}";
        return $"{type} {parameter.Name}{defaultValue}";
    }
}
