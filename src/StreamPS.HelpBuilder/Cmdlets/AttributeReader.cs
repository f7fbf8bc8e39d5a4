using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace StreamPS.HelpBuilder.Cmdlets;

/// <summary>Reads attributes as data. They are found by name: their types aren't loaded to run.</summary>
internal static class AttributeReader
{
    public static IEnumerable<CustomAttributeData> FindAll(MemberInfo member, string fullName) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.FullName == fullName);

    public static CustomAttributeData? Find(MemberInfo member, string fullName) => FindAll(member, fullName).FirstOrDefault();

    /// <summary>The value of a named argument.</summary>
    public static T Named<T>(CustomAttributeData attribute, string name, T absent)
    {
        foreach (CustomAttributeNamedArgument argument in attribute.NamedArguments)
            if (argument.MemberName == name) return (T)argument.TypedValue.Value!;

        return absent;
    }

    /// <summary>The strings given to the constructor; empty when there is no attribute.</summary>
    public static IReadOnlyList<string> Strings(CustomAttributeData? attribute) =>
        attribute is null ? [] : [.. Items(attribute.ConstructorArguments).OfType<string>()];

    /// <summary>The constructor's arguments, those of a params array one by one.</summary>
    public static IEnumerable<object> Items(IEnumerable<CustomAttributeTypedArgument> arguments) =>
        arguments.SelectMany(argument => argument.Value switch
        {
            IReadOnlyCollection<CustomAttributeTypedArgument> array => Items(array),
            null => [],
            object value => [value],
        });
}
