#if NET
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.Loader;

namespace StreamPS.Conversation;

/// <summary>
/// A PSReadLine beside the shell's: a second copy of the assembly, with options, keys and a history of its own. The shell's isn't touched.
/// </summary>
internal sealed class EditorLibrary
{
    private const string TypeName = "Microsoft.PowerShell.PSConsoleReadLine";
    private const string OptionsTypeName = "Microsoft.PowerShell.SetPSReadLineOption";
    private const string EditMode = "EditMode";
    private const string ColorSuffix = "Color";

    private readonly Type _type;
    private readonly object _options;
    private readonly object _shellOptions;

    private EditorLibrary(Type shellType, Type type)
    {
        _type = type;
        Read = GetMethod<Func<Runspace, EngineIntrinsics, bool?, string>>("ReadLine");
        Bind = GetMethod<Action<string[], Action<ConsoleKeyInfo?, object>, string, string>>("SetKeyHandler");
        Insert = GetMethod<Action<string>>("Insert");
        Replace = GetMethod<Action<int, int, string, Action<ConsoleKeyInfo?, object>?, object?>>("Replace");
        AddToHistory = GetMethod<Action<string>>("AddToHistory");
        GetText = GetMethod<BufferReader>("GetBufferState");
        GetSelection = GetMethod<SelectionReader>("GetSelectionState");
        _options = GetOptions(type);
        _shellOptions = GetOptions(shellType);
        TakeOptions();
        Console = ReplaceConsole();
    }

    public delegate void BufferReader(out string text, out int cursor);

    public delegate void SelectionReader(out int start, out int length);

    public EditorConsole Console { get; }

    public Func<Runspace, EngineIntrinsics, bool?, string> Read { get; }

    public Action<string[], Action<ConsoleKeyInfo?, object>, string, string> Bind { get; }

    public Action<string> Insert { get; }

    public Action<int, int, string, Action<ConsoleKeyInfo?, object>?, object?> Replace { get; }

    public Action<string> AddToHistory { get; }

    public BufferReader GetText { get; }

    public SelectionReader GetSelection { get; }

    /// <summary>Loads it; null when the shell has no PSReadLine, or one that isn't like those that are known.</summary>
    public static EditorLibrary? Load()
    {
        var shellType = AssemblyLoadContext.Default.Assemblies.Select(assembly => assembly.GetType(TypeName)).FirstOrDefault(type => type is not null);
        if (shellType is null)
            return null;

        try
        {
            var copy = new AssemblyLoadContext("StreamPS line editor").LoadFromAssemblyPath(shellType.Assembly.Location);
            return new EditorLibrary(shellType, copy.GetType(TypeName, throwOnError: true)!);
        }
        catch (Exception exception) when (exception is MissingMemberException or ArgumentException or TypeLoadException or TargetInvocationException or System.IO.IOException or BadImageFormatException or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>Sets an option, if this PSReadLine has it.</summary>
    public void SetOption(string name, object? value)
    {
        if (_options.GetType().GetProperty(name) is { CanWrite: true } property)
            property.SetValue(_options, LanguagePrimitives.ConvertTo(value, property.PropertyType, CultureInfo.InvariantCulture));
    }

    /// <summary>An option's value; null where this PSReadLine doesn't have it.</summary>
    public object? GetOption(string name) => _options.GetType().GetProperty(name)?.GetValue(_options);

    /// <summary>
    /// Gives words one colour, whatever PowerShell makes of them: that of the shell's plain text as long as it isn't given. Only what is selected
    /// or found looks different, in the shell's colours.
    /// </summary>
    /// <param name="color">The colour of everything, as an escape sequence.</param>
    public void SetColors(string? color)
    {
        foreach (var option in _shellOptions.GetType().GetProperties().Where(option => option.Name.EndsWith(ColorSuffix, StringComparison.Ordinal)))
        {
            bool marks = option.Name is "SelectionColor" or "EmphasisColor";
            SetOption(option.Name, color ?? (marks ? option : _shellOptions.GetType().GetProperty("DefaultTokenColor"))?.GetValue(_shellOptions));
        }
    }

    /// <summary>Calls one of PSReadLine's own functions for keys.</summary>
    public void Run(string function) => GetMethod<Action<ConsoleKeyInfo?, object?>>(function)(null, null);

    private static object GetOptions(Type type) => type.GetMethod("GetOptions")?.Invoke(null, null) ?? throw new MissingMethodException(type.FullName, "GetOptions");

    private T GetMethod<T>(string name)
        where T : Delegate
    {
        var parameters = typeof(T).GetMethod("Invoke")!.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        return (_type.GetMethod(name, parameters) ?? throw new MissingMethodException(_type.FullName, name)).CreateDelegate<T>();
    }

    // The keys follow from the way of editing, which has to be set by the function behind the cmdlet.
    private void TakeOptions()
    {
        var settings = Activator.CreateInstance(_type.Assembly.GetType(OptionsTypeName, throwOnError: true)!)!;
        foreach (var option in _shellOptions.GetType().GetProperties().Where(option => option.CanWrite && IsTaken(option.PropertyType)))
        {
            if (option.GetValue(_shellOptions) is not { } value)
                continue;

            if (option.Name == EditMode)
            {
                var property = settings.GetType().GetProperty(EditMode)!;
                property.SetValue(settings, Enum.ToObject(property.PropertyType, value));
                _type.GetMethod("SetOptions")!.Invoke(null, [settings]);
            }
            else
            {
                SetOption(option.Name, value is Enum ? value.ToString() : value);
            }
        }
    }

    private static bool IsTaken(Type type) => type.IsEnum || type == typeof(bool) || type == typeof(int) || type == typeof(string) || type == typeof(object);

    private EditorConsole ReplaceConsole()
    {
        const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        object editor = _type.GetField("_singleton", Hidden)?.GetValue(null) ?? throw new MissingFieldException(_type.FullName, "_singleton");
        var field = _type.GetField("_console", Hidden) ?? throw new MissingFieldException(_type.FullName, "_console");
        object console = EditorConsole.PutBefore(field.FieldType, field.GetValue(editor)!);
        field.SetValue(editor, console);
        return (EditorConsole)console;
    }
}
#endif
