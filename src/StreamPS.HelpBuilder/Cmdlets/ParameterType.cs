using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace StreamPS.HelpBuilder.Cmdlets;

/// <summary>A parameter's type, as help shows it.</summary>
/// <param name="Name">The short name in PowerShell's notation: <c>String[]</c>; a nullable type goes by the type inside.</param>
/// <param name="FullName">The same with namespaces.</param>
/// <param name="IsCollection">It takes several values.</param>
/// <param name="EnumValues">The members of an enumeration; empty for any other type.</param>
internal sealed record ParameterType(string Name, string FullName, bool IsCollection, IReadOnlyList<string> EnumValues)
{
    public static readonly ParameterType Switch = new("SwitchParameter", "System.Management.Automation.SwitchParameter", false, []);

    public bool IsSwitch => FullName == Switch.FullName;

    public static ParameterType Of(Type type)
    {
        Type element = WithoutNullable(type.IsArray ? type.GetElementType()! : WithoutNullable(type));
        return new ParameterType(
            NameOf(type, part => part.Name),
            FullNameOf(type),
            type.IsArray,
            element.IsEnum ? [.. element.GetFields(BindingFlags.Public | BindingFlags.Static).Select(member => member.Name)] : []);
    }

    public static string FullNameOf(Type type) => NameOf(type, part => part.Namespace is null ? part.Name : $"{part.Namespace}.{part.Name}");

    private static string NameOf(Type type, Func<Type, string> simpleName)
    {
        type = WithoutNullable(type);
        if (type.IsArray) return NameOf(type.GetElementType()!, simpleName) + "[]";
        if (!type.IsGenericType) return simpleName(type);

        string name = simpleName(type.GetGenericTypeDefinition());
        IEnumerable<string> arguments = type.GetGenericArguments().Select(argument => NameOf(argument, simpleName));
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}[{string.Join(',', arguments)}]";
    }

    // Compared by name, for typeof(Nullable<>) of this process isn't the type in the assembly that is read.
    private static Type WithoutNullable(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GetGenericArguments()[0] : type;
}
