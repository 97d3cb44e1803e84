import * as Dialog from '@radix-ui/react-dialog'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter, Route, Routes } from 'react-router'

type Row = { ID: string; DOCUMENT_ID: string; TEMPLATE_ID: string; MODIFIED: string }

async function fetchRows(): Promise<Row[]> {
  const response = await fetch('/v1/workflows')
  const body: { data: Row[] } = await response.json()
  return body.data
}

/** The limit of the stack: 50 rows from one fetch, one dialog, nothing else. */
function List() {
  const { data = [] } = useQuery({ queryKey: ['rows'], queryFn: fetchRows })
  const [target, setTarget] = useState<string | null>(null)
  return (
    <>
      <table>
        <tbody>
          {data.map((row) => (
            <tr key={row.ID} data-workflow={row.ID}>
              <td>{row.DOCUMENT_ID}</td>
              <td>{row.TEMPLATE_ID}</td>
              <td>{row.MODIFIED}</td>
              <td>
                <button type="button" onClick={() => setTarget(row.ID)} aria-label={`Terminate ${row.ID}`}>
                  Terminate
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {target && (
        <Dialog.Root open onOpenChange={() => setTarget(null)}>
          <Dialog.Portal>
            <Dialog.Overlay />
            <Dialog.Content aria-describedby={undefined}>
              <Dialog.Title>Terminate {target}?</Dialog.Title>
              <button type="button">Terminate</button>
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
      )}
    </>
  )
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <BrowserRouter>
      <QueryClientProvider client={new QueryClient()}>
        <Routes>
          <Route path="*" element={<List />} />
        </Routes>
      </QueryClientProvider>
    </BrowserRouter>,
  )
