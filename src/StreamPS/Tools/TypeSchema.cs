using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Security;

namespace StreamPS.Tools;

/// <summary>Says in a schema what fits a .NET type, by the conversions that PowerShell knows.</summary>
internal static class TypeSchema
{
    private const int DeepestLevel = 6;

    private static readonly HashSet<Type> WholeNumbers = [typeof(int), typeof(long), typeof(short), typeof(sbyte)];
    private static readonly HashSet<Type> CountingNumbers = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];
    private static readonly HashSet<Type> Numbers = [typeof(double), typeof(float), typeof(decimal)];
    private static readonly Type[] NotForModels = [typeof(PSCredential), typeof(SecureString), typeof(ScriptBlock), typeof(Delegate), typeof(Type), typeof(System.IO.Stream), typeof(CommandInfo)];

    /// <summary>The schema of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isAnswer">Whether it's what a model answers: then its objects are whole, with every property and no other.</param>
    /// <returns>Null when nothing a model writes becomes such an object.</returns>
    public static Dictionary<string, object?>? Of(Type type, bool isAnswer) => Of(type, isAnswer, level: 0);

    /// <summary>The type of the items, if it's one of lists; otherwise null.</summary>
    public static Type? GetItemType(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        if (type == typeof(string) || typeof(IDictionary).IsAssignableFrom(type) || !typeof(IEnumerable).IsAssignableFrom(type))
            return null;

        var generic = type.GetInterfaces().Prepend(type).FirstOrDefault(item => item.IsGenericType && item.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        bool isDictionary = type.GetInterfaces().Prepend(type).Any(item => item.IsGenericType && item.GetGenericTypeDefinition() == typeof(IDictionary<,>));
        return isDictionary ? null : generic?.GetGenericArguments()[0] ?? (type == typeof(ArrayList) || type == typeof(IList) || type == typeof(IEnumerable) || type == typeof(ICollection) ? typeof(object) : null);
    }

    private static Dictionary<string, object?>? Of(Type type, bool isAnswer, int level)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return isAnswer ? OrNull(Of(inner, isAnswer, level)) : Of(inner, isAnswer, level);
        if (level > DeepestLevel || NotForModels.Any(unfit => unfit.IsAssignableFrom(type)) || type.IsPointer)
            return null;
        return OfText(type) ?? OfNumber(type) ?? OfCollection(type, isAnswer, level) ?? OfObject(type, isAnswer, level);
    }

    private static Dictionary<string, object?>? OfText(Type type)
    {
        if (type == typeof(DateTime) || type == typeof(DateTimeOffset))
            return Named("string", "format", "date-time");
        if (type.IsEnum && !type.IsDefined(typeof(FlagsAttribute), inherit: false))
            return Named("string", "enum", Enum.GetNames(type));
        if (type == typeof(char))
            return new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 1 };
        return type == typeof(string) || type.IsEnum ? Named("string") : null;
    }

    private static Dictionary<string, object?>? OfNumber(Type type)
    {
        if (type == typeof(bool) || type == typeof(SwitchParameter))
            return Named("boolean");
        if (WholeNumbers.Contains(type))
            return Named("integer");
        if (CountingNumbers.Contains(type))
            return Named("integer", "minimum", 0);
        return Numbers.Contains(type) ? Named("number") : null;
    }

    private static Dictionary<string, object?>? OfCollection(Type type, bool isAnswer, int level)
    {
        if (type == typeof(object) || type == typeof(PSObject))
            return [];
        if (typeof(IDictionary).IsAssignableFrom(type))
            return Named("object");
        if (GetItemType(type) is not { } itemType)
            return null;

        return Of(itemType, isAnswer, level + 1) is { } items ? Named("array", "items", items) : null;
    }

    private static Dictionary<string, object?>? OfObject(Type type, bool isAnswer, int level)
    {
        if (IsReadFromText(type))
            return Named("string");
        if (type.IsAbstract || (type.GetConstructor(Type.EmptyTypes) is null && !type.IsValueType))
            return null;

        var properties = new Dictionary<string, object?>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsData))
        {
            if (Of(property.PropertyType, isAnswer, level + 1) is not { } schema)
                continue;

            ValidationSchema.Add(schema, property.PropertyType, property.GetCustomAttributes(inherit: true).OfType<Attribute>());
            properties[property.Name] = schema;
        }

        if (properties.Count == 0)
            return null;

        var result = Named("object", "properties", properties);
        result["additionalProperties"] = false;
        if (isAnswer)
            result["required"] = properties.Keys.ToArray();
        return result;
    }

    private static bool IsData(PropertyInfo property) =>
        property.CanWrite && property.SetMethod!.IsPublic && property.GetIndexParameters().Length == 0 && !property.IsDefined(typeof(HiddenAttribute), inherit: true);

    // What PowerShell converts a text to: paths, addresses, versions, times.
    private static bool IsReadFromText(Type type) =>
        !type.IsAbstract && (type.GetConstructor([typeof(string)]) is not null || type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, binder: null, [typeof(string)], modifiers: null) is not null);

    private static Dictionary<string, object?>? OrNull(Dictionary<string, object?>? schema)
    {
        if (schema is null || !schema.TryGetValue("type", out object? type))
            return schema;

        schema["type"] = new[] { (string)type!, "null" };
        if (schema.TryGetValue("enum", out object? names))
            schema["enum"] = ((IEnumerable<object?>)names!).Append(null).ToArray();
        return schema;
    }

    private static Dictionary<string, object?> Named(string type) => new() { ["type"] = type };

    private static Dictionary<string, object?> Named(string type, string word, object value) => new() { ["type"] = type, [word] = value };
}
