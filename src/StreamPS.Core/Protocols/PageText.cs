using System;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamPS.Protocols;

/// <summary>What people would read of a web page: its title, or its words without tags, scripts and styles. A page of any kind takes time by its length alone.</summary>
internal static class PageText
{
    /// <summary>Reads a page, or any other text.</summary>
    /// <returns>The words, with single spaces between them.</returns>
    public static string Read(string page)
    {
        string words = WebUtility.HtmlDecode(FindTitle(page) ?? WithoutTags(page));
        return Regex.Replace(words, "[\\s\\p{C}]+", " ").Trim();
    }

    private static string? FindTitle(string page)
    {
        int tag = Find(page, "<title", from: 0);
        int start = tag < 0 ? -1 : page.IndexOf('>', tag) + 1;
        int end = start <= 0 ? -1 : Find(page, "</title>", start);
        return end < 0 ? null : page.Substring(start, end - start);
    }

    private static string WithoutTags(string page)
    {
        var words = new StringBuilder();
        var scripts = new Element("script");
        var styles = new Element("style");
        int position = 0;
        while (position < page.Length)
        {
            int tag = page.IndexOf('<', position);
            int end = tag < 0 ? -1 : scripts.FindEnd(page, tag) ?? styles.FindEnd(page, tag) ?? page.IndexOf('>', tag) + 1;
            // A tag that isn't closed is none, and there is no other behind it.
            if (end <= 0)
                break;

            words.Append(page, position, tag - position).Append(' ');
            position = end;
        }

        return words.Append(page, position, page.Length - position).ToString();
    }

    private static int Find(string page, string text, int from) => page.IndexOf(text, from, StringComparison.OrdinalIgnoreCase);

    /// <summary>An element whose content nobody reads.</summary>
    private sealed class Element
    {
        private readonly string _start;
        private readonly string _end;
        private bool _isNeverClosed;

        public Element(string name)
        {
            _start = "<" + name;
            _end = "</" + name + ">";
        }

        /// <summary>Where the element ends that begins at a place; null when none does, or when it isn't closed.</summary>
        public int? FindEnd(string page, int place)
        {
            if (_isNeverClosed || string.Compare(page, place, _start, 0, _start.Length, StringComparison.OrdinalIgnoreCase) != 0)
                return null;

            int end = Find(page, _end, place);
            _isNeverClosed = end < 0;
            return end < 0 ? null : end + _end.Length;
        }
    }
}
