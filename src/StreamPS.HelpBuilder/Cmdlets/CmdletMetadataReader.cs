using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace StreamPS.HelpBuilder.Cmdlets;

/// <summary>Reads the cmdlets of an assembly. No code of it is run, so that an assembly for another runtime can be read as well.</summary>
internal static class CmdletMetadataReader
{
    private const string Automation = "System.Management.Automation.";

    /// <returns>The cmdlets, ordered by name.</returns>
    public static IReadOnlyList<CmdletMetadata> Read(string assemblyPath, IEnumerable<string> referenceFolders)
    {
        using var context = new MetadataLoadContext(new PathAssemblyResolver(ReferencedFiles(assemblyPath, referenceFolders)));
        Assembly assembly = context.LoadFromAssemblyPath(Path.GetFullPath(assemblyPath));

        return
        [
            .. assembly.GetTypes()
                .Where(type => type.IsPublic && !type.IsAbstract)
                .Select(type => (type, attribute: AttributeReader.Find(type, Automation + "CmdletAttribute")))
                .Where(found => found.attribute is not null)
                .Select(found => ReadCmdlet(found.type, found.attribute!))
                .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal),
        ];
    }

    // The first folder that has an assembly wins. This runtime's own folder comes last: it supplies the core library.
    private static IEnumerable<string> ReferencedFiles(string assemblyPath, IEnumerable<string> referenceFolders)
    {
        string ownFolder = Path.GetDirectoryName(Path.GetFullPath(assemblyPath))!;
        string runtimeFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return referenceFolders.Prepend(ownFolder).Append(runtimeFolder)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
            .DistinctBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase);
    }

    private static CmdletMetadata ReadCmdlet(Type type, CustomAttributeData attribute)
    {
        List<ParameterMetadata> parameters =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => AttributeReader.Find(property, Automation + "ParameterAttribute") is not null)
                .DistinctBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
                .Select(ReadParameter),
        ];
        if (AttributeReader.Named(attribute, "SupportsShouldProcess", false)) parameters.AddRange(ShouldProcessParameters.All);

        return new CmdletMetadata
        {
            Verb = (string)attribute.ConstructorArguments[0].Value!,
            Noun = (string)attribute.ConstructorArguments[1].Value!,
            HelpUri = AttributeReader.Named<string?>(attribute, "HelpUri", null),
            ParameterSets = SetsOf(parameters, AttributeReader.Named<string?>(attribute, "DefaultParameterSetName", null)),
            Parameters = parameters,
            OutputTypes = OutputTypesOf(type),
        };
    }

    private static ParameterMetadata ReadParameter(PropertyInfo property)
    {
        CustomAttributeData[] attributes = [.. AttributeReader.FindAll(property, Automation + "ParameterAttribute")];
        CustomAttributeData? aliases = AttributeReader.Find(property, Automation + "AliasAttribute");
        CustomAttributeData? validateSet = AttributeReader.Find(property, Automation + "ValidateSetAttribute");
        ParameterType type = ParameterType.Of(property.PropertyType);
        IReadOnlyList<string> allowed = AttributeReader.Strings(validateSet);

        return new ParameterMetadata
        {
            Name = property.Name,
            Type = type,
            Aliases = AttributeReader.Strings(aliases),
            AcceptedValues = allowed.Count > 0 ? allowed : type.EnumValues,
            Entries = [.. attributes.Select(ReadEntry)],
            AcceptsWildcards = AttributeReader.Find(property, Automation + "SupportsWildcardsAttribute") is not null,
            IsHidden = attributes.Any(attribute => AttributeReader.Named(attribute, "DontShow", false)),
        };
    }

    private static ParameterSetEntry ReadEntry(CustomAttributeData attribute) => new(
        AttributeReader.Named(attribute, "ParameterSetName", ParameterSetEntry.AllSets),
        AttributeReader.Named(attribute, "Mandatory", false),
        AttributeReader.Named<int?>(attribute, "Position", null),
        AttributeReader.Named(attribute, "ValueFromPipeline", false),
        AttributeReader.Named(attribute, "ValueFromPipelineByPropertyName", false));

    private static string[] SetsOf(IEnumerable<ParameterMetadata> parameters, string? defaultSet)
    {
        IEnumerable<string> named = parameters
            .SelectMany(parameter => parameter.Entries)
            .Where(entry => !entry.IsOfAllSets)
            .Select(entry => entry.ParameterSet);
        string[] sets = [.. (defaultSet is null ? named : named.Prepend(defaultSet)).Distinct(StringComparer.OrdinalIgnoreCase)];
        return sets.Length > 0 ? sets : [ParameterSetEntry.AllSets];
    }

    private static string[] OutputTypesOf(Type type) =>
    [
        .. AttributeReader.FindAll(type, Automation + "OutputTypeAttribute")
            .SelectMany(attribute => AttributeReader.Items(attribute.ConstructorArguments))
            .Select(item => item is Type output ? ParameterType.FullNameOf(output) : (string)item)
            .Distinct(StringComparer.Ordinal),
    ];
}
