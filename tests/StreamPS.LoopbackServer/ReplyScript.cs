using System;
using System.Collections.Generic;
using System.Threading;

namespace StreamPS.LoopbackServer;

/// <summary>Which reply the next request gets: what is said for its path goes before what is said for any, a queued reply before the standing one.</summary>
internal sealed class ReplyScript
{
    private readonly Lock _lock = new();
    private readonly Line _anyPath = new();
    private readonly Dictionary<string, Line> _byPath = [];

    public void Enqueue(string? path, Reply reply)
    {
        lock (_lock)
            FindOrAdd(path).Queue.Enqueue(reply);
    }

    public void SetStanding(string? path, Func<ReceivedRequest, Reply> reply)
    {
        lock (_lock)
            FindOrAdd(path).Standing = reply;
    }

    public Func<ReceivedRequest, Reply>? Take(string path)
    {
        lock (_lock)
            return _byPath.GetValueOrDefault(path)?.Take() ?? _anyPath.Take();
    }

    public void Clear()
    {
        lock (_lock)
        {
            _byPath.Clear();
            _anyPath.Queue.Clear();
            _anyPath.Standing = null;
        }
    }

    private Line FindOrAdd(string? path)
    {
        if (path is null)
            return _anyPath;
        if (!_byPath.TryGetValue(path, out Line? line))
            _byPath.Add(path, line = new Line());
        return line;
    }

    private sealed class Line
    {
        public Queue<Reply> Queue { get; } = [];

        public Func<ReceivedRequest, Reply>? Standing { get; set; }

        public Func<ReceivedRequest, Reply>? Take() => Queue.TryDequeue(out Reply? reply) ? _ => reply : Standing;
    }
}
