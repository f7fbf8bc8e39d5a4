using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace StreamPS.Tests.Surface;

/// <summary>A public type with what can be used or overridden of it.</summary>
internal static class TypeSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines of a type.</summary>
    public static IEnumerable<string> Describe(Type type)
    {
        yield return $"{KindOf(type)} {type.Namespace}.{TypeNames.Of(type)}{BasesOf(type)}";
        var members = type.IsEnum ? EnumMembers(type) : Members(type).Order(StringComparer.Ordinal);
        foreach (string member in members)
            yield return "    " + member;
    }

    private static string KindOf(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string BasesOf(Type type)
    {
        if (type.IsEnum)
            return "";

        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var interfaces = type.GetInterfaces().Except(inherited).Where(item => item.IsPublic).Select(TypeNames.Of).Order(StringComparer.Ordinal);
        var bases = new[] { type.BaseType }.OfType<Type>().Where(item => item.FullName is not ("System.Object" or "System.ValueType")).Select(TypeNames.Of);
        string list = string.Join(", ", bases.Concat(interfaces));
        return list.Length == 0 ? "" : " : " + list;
    }

    private static IEnumerable<string> EnumMembers(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {field.GetRawConstantValue()}");

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
            yield return $"{Modifiers(constructor)}{type.Name}({TypeNames.Of(constructor.GetParameters())})";
        foreach (var property in type.GetProperties(Declared))
        {
            var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToArray();
            if (accessors.Length > 0)
                yield return $"{Modifiers(accessors[0])}{TypeNames.Of(property.PropertyType)} {property.Name} {{ {string.Join(" ", accessors.Select(Accessor))} }}";
        }

        foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName))
            yield return $"{Modifiers(method)}{TypeNames.Of(method.ReturnType)} {method.Name}({TypeNames.Of(method.GetParameters())})";
        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
            yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{TypeNames.Of(field.FieldType)} {field.Name}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Modifiers(MethodBase method)
    {
        string access = method.IsPublic ? "" : "protected ";
        string kind = method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "";
        return access + kind;
    }

    private static string Accessor(MethodInfo accessor)
    {
        if (accessor.Name.StartsWith("get_", StringComparison.Ordinal))
            return "get;";

        bool isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");
        return isInit ? "init;" : "set;";
    }
}
