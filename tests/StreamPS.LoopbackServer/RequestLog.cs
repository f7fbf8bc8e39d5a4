using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace StreamPS.LoopbackServer;

/// <summary>The requests that have arrived, and those who wait for more.</summary>
internal sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<ReceivedRequest> _requests = [];
    private readonly List<(int Count, TaskCompletionSource<ReceivedRequest> Arrival)> _waiters = [];

    public ReceivedRequest Add(HttpContext context, string body)
    {
        lock (_lock)
        {
            var request = new ReceivedRequest(_requests.Count, context, body);
            _requests.Add(request);
            foreach (var (count, arrival) in _waiters)
            {
                if (count == _requests.Count)
                    arrival.TrySetResult(request);
            }

            _waiters.RemoveAll(waiter => waiter.Count == _requests.Count);
            return request;
        }
    }

    public IReadOnlyList<ReceivedRequest> ToList()
    {
        lock (_lock)
            return [.. _requests];
    }

    public Task<ReceivedRequest> WaitForAsync(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (_lock)
        {
            if (count <= _requests.Count)
                return Task.FromResult(_requests[count - 1]);

            var arrival = new TaskCompletionSource<ReceivedRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, arrival));
            return arrival.Task;
        }
    }

    public void Clear()
    {
        lock (_lock)
            _requests.Clear();
    }
}
